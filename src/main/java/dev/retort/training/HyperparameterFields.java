package dev.retort.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/** Writes and reads hyperparameters: flat, whatever group they are in. */
final class HyperparameterFields {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());
    /** Order in the files. It decides the digest by which a checkpoint belongs to its run. A field that is not listed comes last. */
    private static final List<String> ORDER = List.of("learningRate", "epochs", "rows", "accumulation", "warmupRatio", "schedule",
            "weightDecay", "maxGradNorm", "dropout", "replayRatio", "evaluationsPerEpoch", "seed", "objective", "lora", "patience",
            "compute",
            "epsilon", "tooLong", "wordDropout", "interpolation");

    private HyperparameterFields() {}

    /** Values by name. */
    static Map<String, Object> of(Hyperparameters hyperparameters) {
        Map<String, Object> unordered = new LinkedHashMap<>();
        for (RecordComponent part : Hyperparameters.class.getRecordComponents()) {
            Object value = Components.get(hyperparameters, part);
            if (value instanceof HyperparameterGroup) {
                for (RecordComponent field : part.getType().getRecordComponents()) {
                    unordered.put(field.getName(), Components.get((Record) value, field));
                }
            } else {
                unordered.put(part.getName(), value);
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        ORDER.forEach(name -> fields.put(name, unordered.get(name)));
        fields.putAll(unordered);
        return fields;
    }

    /** Reads written fields. One that is missing, because there was no such thing yet, is as usual. */
    static Hyperparameters read(ObjectNode fields) {
        return Components.of(Hyperparameters.class, part -> {
            Object usual = Components.get(Hyperparameters.usual(), part);
            return usual instanceof HyperparameterGroup
                    ? Components.of(part.getType().asSubclass(Record.class),
                            field -> value(fields, field, Components.get((Record) usual, field)))
                    : value(fields, part, usual);
        });
    }

    private static Object value(ObjectNode fields, RecordComponent component, Object usual) {
        JsonNode field = fields.path(component.getName());
        if (field.isMissingNode()) {
            return usual;
        }
        try {
            return JSON.readerFor(JSON.constructType(component.getGenericType())).readValue(field);
        } catch (IOException e) {
            throw new UncheckedIOException(component.getName() + ": " + e.getMessage(), e);
        }
    }

    /** One line. Folders of trainings and searches are named by its digest. */
    static String text(Hyperparameters hyperparameters) {
        return of(hyperparameters).entrySet().stream().map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining(", ", "Hyperparameters[", "]"));
    }
}
