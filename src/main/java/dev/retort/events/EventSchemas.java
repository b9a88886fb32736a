package dev.retort.events;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;

/** The schemas of {@code feedback-schema/}: one rule for producers, consumers and tests. */
public final class EventSchemas {
    private static final Map<String, Schema> SCHEMAS = load(Map.of(
            ExchangeEvent.TYPE, "exchange.v1.json",
            FeedbackEvent.TYPE, "feedback.v1.json",
            TrainingEvent.TYPE, "training.v1.json",
            ModelEvent.TYPE, "model.v1.json",
            CorrectionEvent.TYPE, "correction.v1.json",
            PraiseEvent.TYPE, "praise.v1.json"));

    private EventSchemas() {}

    /**
     * Checks an event. The problem is one line that names the field; a valid event has none.
     * Besides its schema an event's texts must be Unicode: a lone surrogate can be written in JSON but is no character.
     */
    public static Optional<String> problem(String eventType, JsonNode event) {
        Schema schema = SCHEMAS.get(eventType);
        if (schema == null) {
            return Optional.of("unknown event type '" + eventType + "', expected one of " + SCHEMAS.keySet());
        }
        List<Error> errors = schema.validate(event);
        return errors.stream()
                .map(e -> (e.getInstanceLocation().toString().isEmpty() ? "/" : e.getInstanceLocation()) + ": " + e.getMessage())
                .min(Comparator.naturalOrder())
                .map(first -> errors.size() == 1 ? first : first + " (and " + (errors.size() - 1) + " more)")
                .or(() -> loneSurrogate("", event));
    }

    /** @throws InvalidEventException if there is a {@link #problem} */
    public static void validate(String eventType, JsonNode event) {
        problem(eventType, event).ifPresent(problem -> {
            throw new InvalidEventException("not a valid " + eventType + ": " + problem);
        });
    }

    private static Optional<String> loneSurrogate(String path, JsonNode node) {
        if (node.isTextual()) {
            return isUnicode(node.textValue())
                    ? Optional.empty()
                    : Optional.of(path + ": holds a lone surrogate, which is no Unicode text");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!isUnicode(field.getKey())) {
                return Optional.of(path + ": a field's name holds a lone surrogate");
            }
            Optional<String> found = loneSurrogate(path + "/" + field.getKey(), field.getValue());
            if (found.isPresent()) {
                return found;
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            Optional<String> found = loneSurrogate(path + "/" + i, node.get(i));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static Map<String, Schema> load(Map<String, String> files) {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder
                .schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
        Map<String, Schema> schemas = new TreeMap<>();
        files.forEach((type, file) -> {
            String resource = "/feedback-schema/" + file;
            try (InputStream in = EventSchemas.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException(resource + " is missing on the class path");
                }
                Schema schema = registry.getSchema(SchemaLocation.of("urn:retort:schema:" + file.replace(".v1.json", ":v1")), in,
                        InputFormat.JSON);
                schema.initializeValidators();
                schemas.put(type, schema);
            } catch (IOException e) {
                throw new UncheckedIOException(resource, e);
            }
        });
        return schemas;
    }
}
