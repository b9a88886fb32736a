package dev.retort.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.model.Role;
import dev.retort.model.Turn;

/** Texts and lists of messages within a row, as OpenAI writes them ({@code role}, {@code content}) or ShareGPT ({@code from}, {@code value}). */
final class JsonMessages {
    private JsonMessages() {}

    /** @param learned false where a reply has the {@code weight} 0 */
    record Message(Turn turn, boolean learned) {}

    /** Whether the row says something there: a field that is null is not there. */
    static boolean has(JsonNode row, String field) {
        return !row.path(field).isMissingNode() && !row.path(field).isNull();
    }

    /** @param role of a text that is no list of messages */
    static List<Turn> turns(JsonNode row, String field, Role role) throws ShapeException {
        return row.path(field).isTextual()
                ? List.of(new Turn(role, row.get(field).textValue().strip()))
                : read(row, field).stream().map(Message::turn).toList();
    }

    static List<Message> read(JsonNode row, String field) throws ShapeException {
        JsonNode list = row.path(field);
        if (!has(row, field)) {
            throw new ShapeException(DropReason.MISSING_FIELD, field + " is missing");
        }
        if (list.isObject()) {
            return List.of(message(field, list));
        }
        if (!list.isArray() || list.isEmpty()) {
            throw new ShapeException(DropReason.WRONG_FIELD, field + " is neither a text nor a list of messages");
        }
        var messages = new ArrayList<Message>();
        for (JsonNode message : list) {
            messages.add(message("%s[%d]".formatted(field, messages.size()), message));
        }
        return messages;
    }

    private static Message message(String where, JsonNode message) throws ShapeException {
        JsonNode content = message.path(has(message, "content") ? "content" : "value");
        if (!content.isTextual()) {
            throw new ShapeException(DropReason.WRONG_FIELD, where + " has no content that is a text");
        }
        String role = message.path(has(message, "role") ? "role" : "from").asText("");
        JsonNode weight = message.path("weight");
        boolean number = weight.isNumber() && (weight.doubleValue() == 0 || weight.doubleValue() == 1);
        if (has(message, "weight") && !number) {
            throw new ShapeException(DropReason.WRONG_FIELD, "%s has the weight %s, expected 0 or 1".formatted(where, weight));
        }
        return new Message(new Turn(role(where, role), content.textValue().strip()), !number || weight.doubleValue() == 1);
    }

    private static Role role(String where, String role) throws ShapeException {
        return switch (role.toLowerCase(Locale.ROOT)) {
            case "system", "developer" -> Role.SYSTEM;
            case "user", "human" -> Role.USER;
            case "assistant", "gpt", "chatgpt", "model" -> Role.ASSISTANT;
            default -> throw new ShapeException(DropReason.WRONG_FIELD,
                    "%s has the role '%s', expected system, user or assistant".formatted(where, role));
        };
    }
}
