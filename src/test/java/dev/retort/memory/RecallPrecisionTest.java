package dev.retort.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.Patience;
import dev.retort.memory.KnownQuestion.Origin;
import dev.retort.memory.Recollection.Recalled;
import org.junit.jupiter.api.Test;

/** How much of what is asked in other words is found, and how much of what is known is spoiled, with the real encoder and thresholds that nobody chose. */
class RecallPrecisionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private int right;
    private int wrong;

    @Test
    void aGymsCorrectionsAreFoundInOtherWordsAndItsKnownRepliesStay() throws InterruptedException {
        Domain gym = Domain.read("gym.txt");
        List<Thresholds> heard = new ArrayList<>();
        try (Memory memory = Memory.open(Optional.of(new TestEncoder()), MemorySettings.DEFAULT, heard::add)) {
            gym.teach(memory);
            gym.correct(memory);
            assertThat(memory.settle(Patience.LONG)).isTrue();

            for (Domain.Topic topic : gym.gaps()) {
                topic.other().forEach(question -> judge(memory, question, topic.better().orElseThrow()));
            }
            assertThat(right).as("found, of 60").isGreaterThanOrEqualTo(42);
            assertThat(wrong).as("given another correction").isLessThanOrEqualTo(2);
            assertThat(spoiled(memory, gym.known().stream().flatMap(topic -> topic.other().stream()).toList())).hasSizeLessThanOrEqualTo(1);

            Thresholds thresholds = memory.thresholds();
            assertThat(thresholds.measured()).isTrue();
            assertThat(thresholds.known()).isEqualTo(120);
            assertThat(thresholds.knownRecalled()).isLessThanOrEqualTo(0.01);
            assertThat(thresholds.found()).isGreaterThan(0.5);
            assertThat(heard).endsWith(thresholds);
            assertThat(thresholds.summary()).startsWith("the memory recalls a correction by meaning from a cosine of 0.")
                    .contains("120 known questions were left out in turn, and 0.").contains("of 50 corrections left out in turn");
        }
    }

    /** The bundled shop's gaps, among what its model was made from: there the flagged replies are said to many other wordings, too. */
    @Test
    void theShopsGapsAreFoundInOtherWordsAmongAllThatItsModelWasTaught() throws Exception {
        Domain shop = Domain.read("shop.txt");
        try (Memory memory = Memory.open(Optional.of(new TestEncoder()), MemorySettings.DEFAULT, thresholds -> {})) {
            for (String line : Files.readAllLines(Path.of("src", "main", "resources", "starter-model", "retort", "replay.jsonl"))) {
                JsonNode turns = JSON.readTree(line).path("messages");
                memory.know(new KnownQuestion(Inquiry.of(turns.get(0).path("content").asText()), turns.get(1).path("content").asText(),
                        Origin.REPLAY));
            }
            JsonNode gaps = JSON.readTree(Path.of("src", "main", "resources", "demo", "questions.json").toFile()).path("gaps");
            for (JsonNode gap : gaps) {
                String intent = gap.path("intent").asText();
                gap.path("asked").forEach(asked -> memory.remember(new Correction(intent + "/" + asked.asText(), Inquiry.of(asked.asText()),
                        shop.topic("gap " + intent).reply().orElseThrow(), gap.path("correction").get(0).asText(), "agent-1",
                        Domain.NOON)));
            }
            assertThat(memory.settle(Patience.LONG)).isTrue();

            for (JsonNode gap : gaps) {
                shop.topic("gap " + gap.path("intent").asText()).other()
                        .forEach(question -> judge(memory, question, gap.path("correction").get(0).asText()));
            }
            assertThat(right).as("found, of 54").isGreaterThanOrEqualTo(34);
            assertThat(wrong).as("given another correction").isLessThanOrEqualTo(3);
            assertThat(spoiled(memory,
                    shop.topics().stream().filter(topic -> topic.name().startsWith("known")).flatMap(topic -> topic.other().stream())
                            .toList()))
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(memory.thresholds().knownRecalled()).isLessThanOrEqualTo(0.01);
        }
    }

    private void judge(Memory memory, String question, String better) {
        if (memory.recall(Inquiry.of(question)).atOnce() instanceof Recalled recalled) {
            boolean isRight = recalled.correction().corrected().equals(better);
            right += isRight ? 1 : 0;
            wrong += isRight ? 0 : 1;
        }
    }

    private static List<String> spoiled(Memory memory, List<String> known) {
        assertThat(known).hasSizeGreaterThanOrEqualTo(50);
        return known.stream().filter(question -> memory.recall(Inquiry.of(question)).atOnce() instanceof Recalled).toList();
    }
}
