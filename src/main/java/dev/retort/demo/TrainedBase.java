package dev.retort.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A base that is made from a desk's conversations as anybody makes one: {@code retort import}, then {@code retort train}. */
final class TrainedBase {
    /** A domain of its own is much to learn: with the defaults, which suit a few rows, a small model stays far from its replies. */
    private static final Map<String, String> MUCH_TO_LEARN = Map.of("RETORT_TRAINING_LEARNING_RATE", "1e-3", "RETORT_TRAINING_EPSILON",
            "1e-8",
            "RETORT_TRAINING_EPOCHS", "6");
    private static final Pattern VERSION = Pattern.compile("(?m)^version .+ \\((v-[0-9a-f]+)\\)$"); // after its name

    private TrainedBase() {}

    /** @return the folder of the version that was trained */
    static Path train(ThisProgram program, Desk desk, String conversations, Path log) throws IOException {
        Path file = program.home().folder().resolve("conversations.jsonl");
        try (InputStream in = TrainedBase.class.getResourceAsStream(conversations)) {
            if (in == null) {
                throw new FileNotFoundException("the program comes without its " + conversations);
            }
            Files.copy(in, file);
        }
        program.run(log, "import", file.toString(), "--name", "desk", "--keep", String.join(",", desk.keep()), "--strict");
        var settings = new HashMap<>(program.settings());
        settings.putAll(MUCH_TO_LEARN);
        new ThisProgram(program.home(), settings).run(log, "train", "desk");
        String version = lastVersion(Files.readString(log))
                .orElseThrow(() -> new IOException("retort train names no version; its log is " + log));
        return program.home().store().resolve(version);
    }

    /** The id of the last version that {@code retort train} has told of. */
    static Optional<String> lastVersion(String said) {
        return VERSION.matcher(said).results().map((MatchResult found) -> found.group(1)).reduce((first, second) -> second);
    }
}
