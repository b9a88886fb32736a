package dev.retort.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.meaning.OnnxEncoder;
import dev.retort.model.Device;
import dev.retort.model.Turn;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Old questions of the starter's to which corrections of its own reply are right, found by the bundled encoder. */
class MiningTest {
    private static final Path STARTER = Path.of("src/main/resources/starter-model");
    private static final String WRONG = "I am sorry, I have not learned anything about gift wrapping yet. Our team knows more.";
    private static final String BETTER = "Yes, we wrap any order as a gift for 3 euros.";
    private static final int OTHERS = 150;

    private static final List<TrainingExample> REPLAY = new ArrayList<>();
    /** Three wordings that the starter itself answers with {@link #WRONG}. */
    private static final List<List<Turn>> CORRECTED = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        List<TrainingExample> wrong = new ArrayList<>();
        List<TrainingExample> others = new ArrayList<>();
        for (String line : Files.readAllLines(STARTER.resolve("retort/replay.jsonl"))) {
            JsonNode messages = JobJson.MAPPER.readTree(line).path("messages");
            String reply = messages.path(1).path("content").asText();
            (reply.equals(WRONG) ? wrong : others)
                    .add(new TrainingExample(List.of(Turn.user(messages.path(0).path("content").asText())), reply));
        }
        List<TrainingExample> distinct = wrong.stream().distinct().toList();
        distinct.subList(0, 3).forEach(example -> CORRECTED.add(example.prompt()));
        REPLAY.addAll(distinct.subList(3, distinct.size()));
        REPLAY.addAll(others.subList(0, OTHERS));
    }

    @Test
    void oldQuestionsWithACorrectedReplyGetTheCorrection() throws IOException {
        Distillation found = mine(CORRECTED.stream().map(prompt -> TrainingExample.pair(prompt, BETTER, WRONG)).toList());
        long wrong = REPLAY.stream().filter(example -> example.reply().equals(WRONG)).count();
        assertThat(found.asked()).as("every one with that reply, and no other").isEqualTo(Math.toIntExact(wrong));
        assertThat(found.mined()).hasSizeGreaterThan((int) wrong / 2)
                .allSatisfy(mined -> assertThat(mined.reply()).isEqualTo(BETTER));
        assertThat(REPLAY.stream().filter(example -> example.reply().equals(WRONG)).map(TrainingExample::prompt))
                .containsAll(found.mined().stream().map(TrainingExample::prompt).toList());
    }

    @Test
    void oneCorrectionAloneDoesNotSpread() throws IOException {
        Distillation found = mine(List.of(TrainingExample.pair(CORRECTED.get(0), BETTER, WRONG)));
        assertThat(found.mined()).isEmpty();
    }

    @Test
    void correctionsThatContradictEachOtherDoNotSpread() throws IOException {
        Distillation found = mine(List.of(TrainingExample.pair(CORRECTED.get(0), BETTER, WRONG),
                TrainingExample.pair(CORRECTED.get(1), "No, we have no wrapping paper at all.", WRONG)));
        assertThat(found.mined()).isEmpty();
    }

    @Test
    void aReplyThatSomebodyPraisedStays() throws IOException {
        Distillation found = mine(List.of(TrainingExample.pair(CORRECTED.get(0), BETTER, WRONG),
                TrainingExample.pair(CORRECTED.get(1), BETTER, WRONG), new TrainingExample(CORRECTED.get(2), WRONG)));
        assertThat(found.mined()).isEmpty();
        assertThat(found.asked()).isZero();
    }

    private static Distillation mine(List<TrainingExample> corrections) throws IOException {
        return Mining.of(STARTER, Device.CPU, new TrainingData(corrections, List.of(), REPLAY), OnnxEncoder.bundled(), 1);
    }
}
