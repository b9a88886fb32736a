package dev.retort.meaning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The encoder that a setting names: a folder, {@code none}, or where nothing is set the one that comes with the program. Whoever opens the same one in a
 * process gets the same one, and each closes it.
 */
public final class ChosenEncoder {
    private static final String NONE = "none";

    private ChosenEncoder() {}

    /**
     * @param problems is told in a line why the bundled one does not work on a machine that it was not made for
     * @return none where none is wanted, or the bundled one does not work
     * @throws IOException if a folder's encoder can't be read; the message names the file and what would be right
     */
    public static Optional<Encoder> open(Optional<String> setting, Consumer<String> problems) throws IOException {
        if (setting.equals(Optional.of(NONE))) {
            return Optional.empty();
        }
        return LentEncoder.of(setting.orElse(""),
                () -> setting.isEmpty() ? bundled(problems) : Optional.of(OnnxEncoder.read(Path.of(setting.get()))));
    }

    private static Optional<Encoder> bundled(Consumer<String> problems) {
        try {
            return Optional.of(OnnxEncoder.bundled());
        } catch (IOException | RuntimeException | LinkageError e) {
            problems.accept("the bundled encoder of meanings does not work here: " + e);
            return Optional.empty();
        }
    }
}
