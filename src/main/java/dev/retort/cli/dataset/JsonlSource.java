package dev.retort.cli.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.cli.dataset.Lines.Line;
import dev.retort.model.Role;
import dev.retort.model.Turn;

/**
 * JSON, one object a line, in the shapes that TRL reads: {@code messages}; {@code prompt} with {@code completion}; {@code prompt} with
 * {@code chosen} and {@code rejected}. A prompt or a reply is a text or a list of messages.
 */
final class JsonlSource implements Source {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final Lines lines;
    private long position;

    JsonlSource(Lines lines) {
        this.lines = lines;
    }

    @Override
    public Optional<List<Parsed>> next() throws IOException {
        Optional<Line> line = lines.next();
        line.ifPresent(l -> position = l.end());
        return line.map(JsonlSource::parse);
    }

    private static List<Parsed> parse(Line line) {
        if (line.flaw().isPresent()) {
            return List.of(new Parsed.Dropped(line.number(), line.flaw().get(), ""));
        }
        if (line.text().isBlank()) {
            return List.of(new Parsed.Dropped(line.number(), DropReason.EMPTY, "blank line"));
        }
        try {
            JsonNode row = JSON.readTree(line.text());
            // "\\ud83d" without its other half can be written in JSON, but is no character
            if (row.toString().codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                return List.of(new Parsed.Dropped(line.number(), DropReason.NOT_UTF8, "a lone surrogate"));
            }
            return examples(line.number(), row);
        } catch (JsonProcessingException e) {
            return List.of(new Parsed.Dropped(line.number(), DropReason.NOT_JSON, e.getOriginalMessage().lines().findFirst().orElse("")));
        } catch (ShapeException e) {
            return List.of(new Parsed.Dropped(line.number(), DropReason.MISSING_FIELD, String.valueOf(e.getMessage())));
        }
    }

    private static List<Parsed> examples(long line, JsonNode row) throws ShapeException {
        if (row.has("messages")) {
            return conversation(line, messages(row, "messages"));
        }
        if (!row.has("prompt")) {
            throw new ShapeException("neither messages nor prompt");
        }
        List<Turn> prompt = turns(row, "prompt", Role.USER);
        String conversation = prompt.isEmpty() ? "" : firstOfUser(prompt);
        if (row.has("chosen")) {
            return List.of(new Parsed.Example(line, prompt, reply(row, "chosen"), Optional.of(reply(row, "rejected")), conversation));
        }
        return List.of(new Parsed.Example(line, prompt, reply(row, "completion"), Optional.empty(), conversation));
    }

    /** Every reply that follows something is an example, with all that came before it as its prompt. */
    private static List<Parsed> conversation(long line, List<Turn> turns) throws ShapeException {
        var examples = new ArrayList<Parsed>();
        for (int i = 1; i < turns.size(); i++) {
            if (turns.get(i).role() == Role.ASSISTANT) {
                examples.add(new Parsed.Example(line, List.copyOf(turns.subList(0, i)), turns.get(i).content().strip(), Optional.empty(),
                        firstOfUser(turns)));
            }
        }
        if (examples.isEmpty()) {
            throw new ShapeException("messages holds no assistant's reply to anything");
        }
        return examples;
    }

    private static String firstOfUser(List<Turn> turns) {
        return turns.stream().filter(t -> t.role() == Role.USER).findFirst().orElse(turns.get(0)).content();
    }

    private static String reply(JsonNode row, String field) throws ShapeException {
        List<Turn> turns = turns(row, field, Role.ASSISTANT);
        if (turns.size() != 1 || turns.get(0).role() != Role.ASSISTANT) {
            throw new ShapeException(field + " is not one assistant's reply");
        }
        return turns.get(0).content().strip();
    }

    private static List<Turn> turns(JsonNode row, String field, Role role) throws ShapeException {
        return row.path(field).isTextual() ? List.of(new Turn(role, row.get(field).textValue().strip())) : messages(row, field);
    }

    private static List<Turn> messages(JsonNode row, String field) throws ShapeException {
        JsonNode list = row.path(field);
        if (!list.isArray() || list.isEmpty()) {
            throw new ShapeException(field + (row.has(field) ? " is neither a text nor a list of messages" : " is missing"));
        }
        var turns = new ArrayList<Turn>();
        for (JsonNode message : list) {
            if (!message.path("content").isTextual()) {
                throw new ShapeException(field + " holds a message without a text content");
            }
            turns.add(new Turn(role(field, message.path("role")), message.get("content").textValue()));
        }
        return turns;
    }

    private static Role role(String field, JsonNode role) throws ShapeException {
        return switch (role.asText("")) {
            case "system" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            default -> throw new ShapeException(field + " holds a message whose role is not system, user or assistant");
        };
    }

    @Override
    public long position() {
        return position;
    }

    private static final class ShapeException extends Exception {
        private static final long serialVersionUID = 1;

        ShapeException(String message) {
            super(message);
        }
    }
}
