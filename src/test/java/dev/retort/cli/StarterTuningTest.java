package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.local.Home;
import dev.retort.terminal.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first tuning of all: the bundled model on eighty queries of a garden shop's customers. */
class StarterTuningTest {
    private static final String STARTER = Path.of("src", "main", "resources", "starter-model").toString();
    private static final String QUERIES = Path.of("src", "test", "resources", "garden-desk.csv").toString();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @AfterEach
    void asItWas() {
        System.clearProperty("retort.home");
    }

    @Test
    void aTunedSettingHasLessThanHalfTheHeldOutLossOfTheDefault() throws IOException {
        Home home = new Home(folder);
        System.setProperty("retort.home", folder.toString());
        run("import", QUERIES, "--base", STARTER);
        run("tune", "garden-desk", "--base", STARTER, "--trials", "2", "--rungs", "1", "--learning-rates", "7.3e-4", "--batch-sizes", "8",
                "--epochs", "20", "--threads", "1");
        try (Stream<Path> searches = Files.list(home.tuning())) {
            JsonNode evidence = new ObjectMapper().readTree(searches.findFirst().orElseThrow().resolve("trials.json").toFile());
            double ofDefault = evidence.path("defaultHeldOutLoss").asDouble();
            assertThat(ofDefault).isLessThan(0.5 * evidence.path("baseHeldOutLoss").asDouble());
            assertThat(evidence.path("bestHeldOutLoss").asDouble()).isLessThan(0.5 * ofDefault);
        }
        assertThat(home.configuration()).content().contains("retort.training.learning-rate=7.3E-4", "retort.training.epochs=20");
    }

    private void run(String... words) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(Retort.run(new Terminal(stream, stream, false), words)).as(out.toString(StandardCharsets.UTF_8)).isZero();
    }
}
