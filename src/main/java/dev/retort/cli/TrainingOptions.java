package dev.retort.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.retort.local.Home;
import dev.retort.loop.TrainingSettings;
import dev.retort.model.ModelConfig;
import dev.retort.training.ChosenHyperparameters;
import dev.retort.training.Hyperparameter;
import dev.retort.training.HyperparameterOption;
import dev.retort.training.HyperparameterTable;
import dev.retort.training.Hyperparameters;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Hyperparameters as options of a command. An option that is not given leaves the word to the configuration. */
final class TrainingOptions {
    private static final String LEARNING_RATE = "learning-rate";

    private final Map<Hyperparameter, OptionSpec> options = new LinkedHashMap<>();

    TrainingOptions() {
        HyperparameterTable.ROWS.forEach(row -> row.option().ifPresent(option -> options.put(row, spec(row, option))));
    }

    /** For a command's {@code @Mixin}. */
    CommandSpec mixin() {
        CommandSpec spec = CommandSpec.create();
        options.values().forEach(spec::addOption);
        return spec;
    }

    private static OptionSpec spec(Hyperparameter row, HyperparameterOption option) {
        OptionSpec.Builder spec = OptionSpec.builder("--" + row.key()).description(option.help());
        if (row.type() == Boolean.class) {
            return spec.type(boolean.class).build();
        }
        spec.paramLabel(option.label());
        return row.type() == List.class
                ? spec.type(List.class).auxiliaryTypes(String.class).splitRegex(",").build()
                : spec.type(row.type()).build();
    }

    /**
     * The configuration, and what the options change of it. A learning rate from the configuration belongs to its method and to whether an adapter
     * learns: where an option changes that, it does not count.
     */
    TrainingSettings settings(Home home) throws BadInputException {
        TrainingSettings configured = TrainingConfiguration.of(home, Map.of());
        Map<String, String> given = given();
        TrainingSettings settings = TrainingConfiguration.of(home, given);
        if (given.containsKey(HyperparameterTable.PREFIX + LEARNING_RATE) || alike(configured, settings)) {
            return settings;
        }
        given.put(HyperparameterTable.PREFIX + LEARNING_RATE, ""); // as if it were not set
        return TrainingConfiguration.of(home, given);
    }

    static Hyperparameters hyperparameters(TrainingSettings settings, ModelConfig config) throws BadInputException {
        try {
            return settings.hyperparameters(config);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Retort.oneLine(e));
        }
    }

    /** @param option what the command was told; else the configuration counts, else there is a thread for each processor */
    static int threads(Optional<Integer> option, TrainingSettings settings) {
        return option.orElseGet(() -> settings.threads().orElse(Runtime.getRuntime().availableProcessors()));
    }

    private static boolean alike(TrainingSettings one, TrainingSettings other) {
        ChosenHyperparameters first = TrainingSettings.chosen(one);
        ChosenHyperparameters second = TrainingSettings.chosen(other);
        return first.method() == second.method() && first.adapts() == second.adapts();
    }

    private Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        options.forEach((row, option) -> {
            Object value = option.getValue();
            if (value != null && !value.equals(false)) {
                given.put(row.property(), text(value));
            }
        });
        return given;
    }

    private static String text(Object value) {
        return value instanceof Enum<?> word
                ? word.name().toLowerCase(Locale.ROOT)
                : value instanceof List<?> several
                        ? several.stream().map(String::valueOf).collect(Collectors.joining(","))
                        : value.toString();
    }
}
