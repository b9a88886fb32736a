package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.local.Home;
import dev.retort.local.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demonstration as a newcomer starts it, with the starter model and everything real. How a run goes depends on what arrives before it begins, so that
 * a few questions of a hundred differ from one time to the next: the bounds are what two rounds never did otherwise.
 */
class DemoIT {
    @TempDir
    Path folder;

    @Test
    void inTwoRoundsItLearnsWhatWasCorrectedAndKeepsTheRest() throws Exception {
        JsonNode rounds;
        try (Program demo = Program.start(new Home(folder), folder.resolve("log"), Map.of(), "demo", "--rounds", "2")) {
            assertThat(demo.exitCode(Duration.ofMinutes(10))).as(demo.said()).isZero();
            rounds = new ObjectMapper().readTree(Files.readString(folder.resolve("demo").resolve("rounds.json")));
        }
        assertThat(rounds).hasSize(3);
        double before = rounds.get(0).path("wrongOnUnseenParaphrases").asDouble();
        assertThat(before).as("nobody has told it yet").isGreaterThan(0.9);
        assertThat(rounds.get(2).path("wrongOnUnseenParaphrases").asDouble()).as("%s", rounds).isLessThan(0.7 * before);
        assertThat(rounds.get(2).path("rightOnUntouchedTopics").asDouble()).as("%s", rounds)
                .isGreaterThan(rounds.get(0).path("rightOnUntouchedTopics").asDouble() - 0.25);
    }
}
