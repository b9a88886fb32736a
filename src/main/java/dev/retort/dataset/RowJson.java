package dev.retort.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.Role;
import dev.retort.model.Turn;

/**
 * Rows as JSON objects in the shapes that TRL reads: {@code messages}; {@code prompt} with {@code completion}; {@code prompt} with {@code chosen} and
 * {@code rejected}; {@code prompt} with {@code completion} and {@code label}, true for a reply to give and false for one to avoid. A prompt or a reply is a text or a list of messages; a list of replies may begin with the prompt again.
 *
 * @param sourceField the field that says where a row comes from, if it has it
 */
record RowJson(String sourceField) {
    static final String SOURCE = "source";
    static final String SPLIT = "split";
    private static final String LABEL = "label";
    private static final ObjectMapper JSON = new ObjectMapper();

    Row read(JsonNode row) throws ShapeException {
        if (!row.isObject()) {
            throw new ShapeException(DropReason.WRONG_FIELD, "is not an object");
        }
        return new Row(example(row), text(row, sourceField), Optional.of(row.path(SPLIT).asText("")).flatMap(DatasetSplit::of));
    }

    private static Optional<String> text(JsonNode row, String field) {
        return Optional.of(row.path(field).asText("").strip()).filter(s -> !s.isEmpty());
    }

    private static ImportedExample example(JsonNode row) throws ShapeException {
        if (row.has("messages")) {
            return conversation(messages(row, "messages"));
        }
        if (row.has("chosen")) {
            List<Turn> chosen = turns(row, "chosen", Role.ASSISTANT);
            List<Turn> rejected = turns(row, "rejected", Role.ASSISTANT);
            List<Turn> prompt = row.has("prompt") ? turns(row, "prompt", Role.USER) : shared(chosen, rejected);
            return new ImportedExample.Preference(prompt, reply("chosen", prompt, chosen), reply("rejected", prompt, rejected));
        }
        if (!row.has("prompt")) {
            throw new ShapeException(DropReason.MISSING_FIELD, "neither messages nor prompt");
        }
        List<Turn> prompt = turns(row, "prompt", Role.USER);
        String reply = reply("completion", prompt, turns(row, "completion", Role.ASSISTANT));
        JsonNode label = row.path(LABEL);
        if (label.isNumber()) { // a text is the label of something else; 0 may well mean a reply to avoid
            throw new ShapeException(DropReason.WRONG_FIELD, "label is a number, expected true (a reply to give) or false (one to avoid)");
        }
        return label.isBoolean()
                ? new ImportedExample.Judged(prompt, reply, label.booleanValue())
                : new ImportedExample.Completion(prompt, reply);
    }

    /** Leaves out what people say after the last reply: nothing is to be learned from it. */
    private static ImportedExample conversation(List<Turn> turns) throws ShapeException {
        int last = turns.size() - 1;
        while (last > 0 && turns.get(last).role() != Role.ASSISTANT) {
            last--;
        }
        if (last == 0) {
            throw new ShapeException(DropReason.WRONG_FIELD, "messages holds no assistant's reply to anything");
        }
        return new ImportedExample.Conversation(turns.subList(0, last + 1));
    }

    private static List<Turn> shared(List<Turn> chosen, List<Turn> rejected) throws ShapeException {
        int shared = 0;
        while (shared < Math.min(chosen.size(), rejected.size()) - 1 && chosen.get(shared).equals(rejected.get(shared))) {
            shared++;
        }
        if (shared == 0) {
            throw new ShapeException(DropReason.MISSING_FIELD, "prompt is missing, and chosen and rejected do not begin with the same one");
        }
        return chosen.subList(0, shared);
    }

    private static String reply(String field, List<Turn> prompt, List<Turn> turns) throws ShapeException {
        int last = turns.size() - 1;
        if (turns.get(last).role() != Role.ASSISTANT || !(last == 0 || turns.subList(0, last).equals(prompt))) {
            throw new ShapeException(DropReason.WRONG_FIELD, field + " is not one assistant's reply");
        }
        return turns.get(last).content();
    }

    private static List<Turn> turns(JsonNode row, String field, Role role) throws ShapeException {
        return row.path(field).isTextual() ? List.of(new Turn(role, row.get(field).textValue().strip())) : messages(row, field);
    }

    private static List<Turn> messages(JsonNode row, String field) throws ShapeException {
        JsonNode list = row.path(field);
        if (list.isMissingNode()) {
            throw new ShapeException(DropReason.MISSING_FIELD, field + " is missing");
        }
        if (!list.isArray() || list.isEmpty()) {
            throw new ShapeException(DropReason.WRONG_FIELD, field + " is neither a text nor a list of messages");
        }
        var turns = new ArrayList<Turn>();
        for (JsonNode message : list) {
            if (!message.path("content").isTextual()) {
                throw new ShapeException(DropReason.WRONG_FIELD, "%s[%d] has no content that is a text".formatted(field, turns.size()));
            }
            turns.add(new Turn(role(field, turns.size(), message.path("role").asText("")), message.get("content").textValue().strip()));
        }
        return turns;
    }

    private static Role role(String field, int index, String role) throws ShapeException {
        return switch (role) {
            case "system" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            default -> throw new ShapeException(DropReason.WRONG_FIELD,
                    "%s[%d] has the role '%s', expected system, user or assistant".formatted(field, index, role));
        };
    }

    /** The row in the shape of its example, its source included, its split not. */
    static ObjectNode write(Row row) {
        ObjectNode json = JSON.createObjectNode();
        ImportedExample example = row.example();
        if (example instanceof ImportedExample.Conversation conversation) {
            json.set("messages", array(conversation.messages()));
        } else {
            json.set("prompt", array(example.prompt()));
            json.set(example.rejected().isPresent() ? "chosen" : "completion", array(List.of(Turn.assistant(example.reply()))));
            example.rejected().ifPresent(worse -> json.set("rejected", array(List.of(Turn.assistant(worse)))));
            if (example instanceof ImportedExample.Judged judged) {
                json.put(LABEL, judged.desired());
            }
        }
        row.source().ifPresent(source -> json.put(SOURCE, source));
        return json;
    }

    private static ArrayNode array(List<Turn> turns) {
        ArrayNode array = JSON.createArrayNode();
        turns.forEach(t -> array.addObject().put("role", t.role().name().toLowerCase(Locale.ROOT)).put("content", t.content()));
        return array;
    }
}
