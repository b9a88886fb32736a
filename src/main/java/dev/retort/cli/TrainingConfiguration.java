package dev.retort.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import dev.retort.evaluation.GateRules;
import dev.retort.local.Home;
import dev.retort.local.HomeConfiguration;
import dev.retort.loop.GateSettings;
import dev.retort.loop.TrainingSettings;
import dev.retort.meaning.ChosenEncoder;
import dev.retort.meaning.SharedEncoder;
import dev.retort.settings.SafetySettings;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The settings of training and of the gate as a server on this home has them: environment, system properties, the home's file. */
final class TrainingConfiguration {
    private static final int FIRST = 1000; // system properties have 400

    private TrainingConfiguration() {}

    /**
     * @param given full names and values that count more than all others
     * @throws BadInputException if a value is none of its kind
     */
    static TrainingSettings of(Home home, Map<String, String> given) throws BadInputException {
        TrainingSettings settings = config(home, given).getConfigMapping(TrainingSettings.class);
        try {
            TrainingSettings.chosen(settings);
            return settings;
        } catch (IllegalArgumentException e) {
            throw unusable(Retort.oneLine(e));
        }
    }

    /**
     * The gate's rules as a server on this home has them.
     *
     * @throws BadInputException if a value is none of its kind
     */
    static GateRules gate(Home home) throws BadInputException {
        SmallRyeConfig config = config(home, Map.of());
        return config.getConfigMapping(GateSettings.class).rules(config.getConfigMapping(SafetySettings.class).replyStandards());
    }

    /**
     * The encoder that tells what means the same, as a server on this home has it. It must be ended.
     *
     * @param problems is told in a line why there is none where one is wanted
     * @throws BadInputException if the one that was chosen can't be read
     */
    static Optional<SharedEncoder> encoder(Home home, Consumer<String> problems) throws BadInputException {
        TrainingSettings settings = config(home, Map.of()).getConfigMapping(TrainingSettings.class);
        Path vectors = settings.vectors().map(Path::of).orElse(home.folder().resolve("memory").resolve("vectors"));
        try {
            return ChosenEncoder.open(settings.encoder(), problems).map(encoder -> SharedEncoder.of(encoder, vectors));
        } catch (IOException e) {
            throw new BadInputException(Retort.oneLine(e));
        }
    }

    /** The settings that count more than the home's file. Each is a line that names it and its place. */
    static List<String> stronger(Home home, Map<String, String> written) throws BadInputException {
        SmallRyeConfig config = config(home, Map.of());
        return written.entrySet().stream().filter(line -> !line.getValue().equals(config.getConfigValue(line.getKey()).getValue()))
                .map(line -> told(config.getConfigValue(line.getKey()))).toList();
    }

    private static String told(ConfigValue value) {
        return "%s is still %s: %s counts more than the file".formatted(value.getName(), value.getValue(), value.getConfigSourceName());
    }

    private static SmallRyeConfig config(Home home, Map<String, String> given) throws BadInputException {
        try {
            var builder = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters().addSystemSources()
                    .withMapping(TrainingSettings.class).withMapping(GateSettings.class).withMapping(SafetySettings.class)
                    .withSources(new PropertiesConfigSource(given, "options", FIRST));
            HomeConfiguration.of(home).ifPresent(builder::withSources);
            return builder.build();
        } catch (ConfigValidationException e) {
            throw unusable(e.getProblem(0).getMessage().replaceAll("SRCFG\\d+: ", ""));
        } catch (IllegalArgumentException e) {
            throw unusable(Retort.oneLine(e));
        }
    }

    private static BadInputException unusable(String why) {
        return new BadInputException("the configuration cannot be used: " + why);
    }
}
