package dev.retort.dataset;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.Turn;

/**
 * Rows as JSON objects, in the shapes that {@link RowShapes} reads. Written are those that TRL reads: {@code messages}; {@code prompt} with
 * {@code completion}; {@code prompt} with {@code chosen} and {@code rejected}; {@code prompt} with {@code completion} and {@code label}.
 *
 * @param sourceField the field that says where a row comes from, if it has it
 */
record RowJson(String sourceField) {
    static final String SOURCE = "source";
    static final String SPLIT = "split";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The row without its part. */
    Row read(JsonNode row) throws ShapeException {
        if (!row.isObject()) {
            throw new ShapeException(DropReason.WRONG_FIELD, "is not an object");
        }
        Set<Remark> remarks = EnumSet.noneOf(Remark.class);
        ImportedExample example = new RowShapes(row, remarks).example();
        Optional<String> source = Optional.of(row.path(sourceField).asText("").strip()).filter(s -> !s.isEmpty());
        return new Row(example, source, Optional.empty(), remarks);
    }

    /** The part that the row asks for. */
    static Optional<DatasetSplit> split(JsonNode row) throws ShapeException {
        JsonNode split = row.path(SPLIT);
        return split(split.isContainerNode() ? split.toString() : JsonMessages.has(row, SPLIT) ? split.asText() : "");
    }

    /** @throws ShapeException if it is a name that might mean any part: what is held out must not be trained on */
    static Optional<DatasetSplit> split(String name) throws ShapeException {
        Optional<DatasetSplit> named = DatasetSplit.named(name);
        if (named.isEmpty() && !name.isBlank()) {
            throw new ShapeException(DropReason.UNKNOWN_SPLIT,
                    "'%s', expected train, validation or test; if it means something else, rename it".formatted(name.strip()));
        }
        return named;
    }

    /** The row in the shape of its example, its source included, its split not. */
    static ObjectNode write(Row row) {
        ObjectNode json = JSON.createObjectNode();
        ImportedExample example = row.example();
        if (example instanceof ImportedExample.Conversation conversation) {
            ArrayNode messages = array(conversation.messages());
            conversation.passedOver().forEach(place -> ((ObjectNode) messages.get(place)).put("weight", 0));
            json.set("messages", messages);
        } else {
            json.set("prompt", array(example.prompt()));
            json.set(example.rejected().isPresent() ? "chosen" : "completion", array(List.of(Turn.assistant(example.reply()))));
            example.rejected().ifPresent(worse -> json.set("rejected", array(List.of(Turn.assistant(worse)))));
            if (example instanceof ImportedExample.Judged judged) {
                json.put(ReplyLabel.FIELD, judged.desired());
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
