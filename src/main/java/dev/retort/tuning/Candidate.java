package dev.retort.tuning;

import static dev.retort.training.HyperparameterTable.PREFIX;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import dev.retort.training.Method;

/**
 * A setting to be tried. All else is as configured.
 *
 * @param rows examples of a batch
 * @param method only where methods are searched
 * @param loraRank only where ranks are searched; 0: all weights learn
 */
record Candidate(double learningRate, int rows, int epochs, Optional<Method> method, OptionalInt loraRank) {
    /** Not set: the model's size decides. */
    private static final Map<String, String> BY_SIZE = Map.of(PREFIX + "learning-rate", "", PREFIX + "rows", "", PREFIX + "epochs", "");

    /** Lines of a configuration that make it count. */
    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(PREFIX + "learning-rate", Double.toString(learningRate));
        properties.put(PREFIX + "rows", Integer.toString(rows));
        properties.put(PREFIX + "epochs", Integer.toString(epochs));
        properties.putAll(kind(method, loraRank));
        return properties;
    }

    /** Lines of a configuration that make the default of a kind count: nobody has configured what is searched. */
    static Map<String, String> defaults(Optional<Method> method, OptionalInt loraRank) {
        Map<String, String> properties = new LinkedHashMap<>(BY_SIZE);
        properties.putAll(kind(method, loraRank));
        return properties;
    }

    private static Map<String, String> kind(Optional<Method> method, OptionalInt loraRank) {
        Map<String, String> properties = new LinkedHashMap<>();
        method.ifPresent(m -> properties.put(PREFIX + "method", m.name().toLowerCase(Locale.ROOT)));
        loraRank.ifPresent(rank -> properties.put(PREFIX + "lora-rank", Integer.toString(rank)));
        return properties;
    }
}
