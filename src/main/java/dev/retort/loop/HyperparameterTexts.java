package dev.retort.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.retort.training.ChosenHyperparameters;
import dev.retort.training.Hyperparameter;
import dev.retort.training.HyperparameterTable;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.eclipse.microprofile.config.spi.Converter;

/** Hyperparameters in a configuration: texts that are read as every other setting is. */
final class HyperparameterTexts {
    private static final SmallRyeConfig CONVERTERS = new SmallRyeConfigBuilder().build();

    private HyperparameterTexts() {}

    /** Known to the mapping, so that an environment variable is found by them, and a key that is none of them is refused. */
    public static final class Keys implements Supplier<Iterable<String>> {
        @Override
        public Iterable<String> get() {
            return HyperparameterTable.ROWS.stream().map(Hyperparameter::key).toList();
        }
    }

    /** A text of which nothing counts as a value, too: it says that the model decides. */
    public static final class AsWritten implements Converter<String> {
        @Override
        public String convert(String text) {
            return text;
        }
    }

    /** @throws IllegalArgumentException if a text is no value of its hyperparameter */
    static ChosenHyperparameters read(Map<String, String> texts) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Hyperparameter row : HyperparameterTable.ROWS) {
            String text = texts.getOrDefault(row.key(), "");
            if (!text.isEmpty()) {
                values.put(row.key(), value(row, text));
            }
        }
        return new ChosenHyperparameters(values);
    }

    private static Object value(Hyperparameter row, String text) {
        try {
            return row.type() == List.class ? List.of(CONVERTERS.convert(text, String[].class)) : CONVERTERS.convert(text, row.type());
        } catch (IllegalArgumentException e) { // no cause: of a failed start people are shown the innermost message, and that has no key
            throw new IllegalArgumentException("%s is '%s', expected %s".formatted(row.property(), text, row.expected()));
        }
    }
}
