package dev.retort.cli;

import java.io.IOException;
import java.util.Optional;

import dev.retort.local.Home;
import dev.retort.local.HomeConfiguration;
import dev.retort.meaning.ChosenEncoder;
import dev.retort.meaning.Encoder;
import org.jboss.logging.Logger;

/** The sentence encoder of a command: the one that the home's memory of corrections is set to use. */
final class SentenceEncoders {
    private static final Logger LOG = Logger.getLogger(SentenceEncoders.class);
    private static final String SETTING = "retort.memory.encoder";

    private SentenceEncoders() {}

    /**
     * Reads it.
     *
     * @return empty if the setting is {@code none}, or the program's own does not work here
     * @throws BadInputException if it can't be read
     */
    static Optional<Encoder> of(Home home) throws BadInputException {
        Optional<String> setting = Optional.ofNullable(System.getenv("RETORT_MEMORY_ENCODER"))
                .or(() -> HomeConfiguration.of(home).map(settings -> settings.getValue(SETTING))).filter(value -> !value.isBlank());
        try {
            return ChosenEncoder.open(setting, problem -> LOG.warnf("%s; only words are compared", problem));
        } catch (IOException e) {
            throw new BadInputException("%s: %s".formatted(SETTING, e.getMessage()));
        }
    }
}
