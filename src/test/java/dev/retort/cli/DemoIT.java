package dev.retort.cli;

import static dev.retort.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The demonstration as a newcomer starts it, with the starter model and everything real. How a run goes depends on what arrives before it begins, so that
 * a few questions of a hundred differ from one time to the next: the bounds are what two rounds never did otherwise.
 */
@Order(Integer.MAX_VALUE) // it plays beside the others
class DemoIT {
    @Test
    void inTwoRoundsItLearnsWhatWasCorrectedAndKeepsTheRest() throws Exception {
        await().atMost(Demonstration.LONG).until(() -> Files.exists(Demonstration.OUTCOME) && Files.size(Demonstration.OUTCOME) > 0);
        assertThat(Demonstration.OUTCOME).as(Files.readString(Demonstration.LOG)).hasContent("0");
        JsonNode rounds = new ObjectMapper().readTree(Files.readString(Demonstration.ROUNDS));
        assertThat(rounds).hasSize(3);
        double before = rounds.get(0).path("wrongOnUnseenParaphrases").asDouble();
        assertThat(before).as("nobody has told it yet").isGreaterThan(0.9);
        assertThat(rounds.get(2).path("wrongOnUnseenParaphrases").asDouble()).as("%s", rounds).isLessThan(0.7 * before);
        assertThat(rounds.get(2).path("rightOnUntouchedTopics").asDouble()).as("%s", rounds)
                .isGreaterThan(rounds.get(0).path("rightOnUntouchedTopics").asDouble() - 0.25);
    }
}
