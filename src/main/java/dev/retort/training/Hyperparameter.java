package dev.retort.training;

import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A hyperparameter as people set it and are told of it.
 *
 * @param key under {@link HyperparameterTable#PREFIX} in a configuration, and behind {@code --} on the command line
 * @param part component of {@link Hyperparameters} that has it
 * @param name component of that part
 * @param unset default, in Markdown
 * @param meaning in Markdown, with unit or bounds
 * @param option of {@code retort train}; none where only a configuration sets it
 * @param line of a run's report
 */
public record Hyperparameter(String key, String part, String name, String unset, String meaning, Optional<HyperparameterOption> option,
        Optional<HyperparameterLine> line) {
    /** The key is the component's name with dashes. */
    static Hyperparameter of(String part, String name, String unset, String meaning) {
        Components.find(partType(part), name);
        return new Hyperparameter(name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT), part, name, unset, meaning, Optional.empty(),
                Optional.empty());
    }

    Hyperparameter withKey(String value) {
        return new Hyperparameter(value, part, name, unset, meaning, option, line);
    }

    /** @param label stands for the value in the command's help; of no use to a switch */
    Hyperparameter withOption(String label, String help) {
        return new Hyperparameter(key, part, name, unset, meaning, Optional.of(new HyperparameterOption(label, help)), line);
    }

    /** @param format has one {@code %s}, the value */
    Hyperparameter withLine(String title, String format) {
        return withLine(new HyperparameterLine(title, format, false, OptionalDouble.empty()));
    }

    /** A line that is left out where the value changes nothing. */
    Hyperparameter withLineUnless(double idle, String title, String format) {
        return withLine(new HyperparameterLine(title, format, false, OptionalDouble.of(idle)));
    }

    /** A line with a share in percent that is left out where the value changes nothing. */
    Hyperparameter withPercentUnless(double idle, String title, String format) {
        return withLine(new HyperparameterLine(title, format, true, OptionalDouble.of(idle)));
    }

    private Hyperparameter withLine(HyperparameterLine told) {
        return new Hyperparameter(key, part, name, unset, meaning, option, Optional.of(told));
    }

    /** The full name of the property. */
    public String property() {
        return HyperparameterTable.PREFIX + key;
    }

    /** {@link Integer}, {@link Long}, {@link Double}, {@link Boolean}, an enum, or {@link java.util.List} of texts. */
    public Class<?> type() {
        return MethodType.methodType(Components.find(partType(part), name).getType()).wrap().returnType();
    }

    /** Describes values for whoever gave something else: {@code a whole number}. */
    public String expected() {
        if (type().isEnum()) {
            return Arrays.stream(type().getEnumConstants()).map(value -> ((Enum<?>) value).name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return type() == Integer.class || type() == Long.class ? "a whole number" : type() == Double.class ? "a number" : "another value";
    }

    /** Value in a run's hyperparameters; none where the run has no adapter that it could be of. */
    public Optional<Object> of(Hyperparameters hyperparameters) {
        Object holder = Components.get(hyperparameters, part);
        return (holder instanceof Optional<?> maybe ? maybe : Optional.of(holder)).map(there -> Components.get((Record) there, name));
    }

    boolean ofAdapter() {
        return part.equals("lora");
    }

    private static Class<?> partType(String part) {
        return part.equals("lora") ? Lora.class : Components.find(Hyperparameters.class, part).getType();
    }
}
