package dev.retort.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.retort.model.Turn;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;
import org.junit.jupiter.api.Test;

/** Questions that measure a run's dose. */
class HeldOutQuestionsTest {
    private static final TrainingExample CORRECTION = TrainingExample.pair(asked(0), "It is free.", "Reply 1.");

    @Test
    void noConversationThatBeginsWithOneIsReplayed() {
        List<TrainingExample> replay = replay(600);
        HeldOutQuestions held = HeldOutQuestions.of(new TrainingData(List.of(CORRECTION), List.of(), replay), 1);
        assertThat(held.questions()).hasSize(100).doesNotHaveDuplicates();
        assertThat(held.rest().replay()).hasSize(2 * 500).allSatisfy(
                example -> assertThat(held.questions()).doesNotContain(example.prompt().subList(0, 1)));
        assertThat(held.rest().train()).containsExactly(CORRECTION);
        assertThat(HeldOutQuestions.of(new TrainingData(List.of(CORRECTION), List.of(), replay), 1)).as("the same for the same seed")
                .isEqualTo(held);
    }

    @Test
    void questionsWhoseReplyIsToChangeAreNoMeasure() {
        List<TrainingExample> mined = IntStream.range(100, 200).mapToObj(i -> new TrainingExample(asked(i), "It is free.")).toList();
        HeldOutQuestions held = HeldOutQuestions.of(new TrainingData(List.of(CORRECTION), List.of(), replay(700), mined), 1);
        assertThat(held.questions()).hasSize(100).doesNotContain(asked(1)).doesNotContainAnyElementsOf(
                mined.stream().map(TrainingExample::prompt).toList());
        assertThat(held.rest().mined()).isEqualTo(mined);
    }

    @Test
    void whereLittleIsReplayedAllOfItIs() {
        TrainingData data = new TrainingData(List.of(CORRECTION), List.of(), replay(300));
        HeldOutQuestions held = HeldOutQuestions.of(data, 1);
        assertThat(held.questions()).isEmpty();
        assertThat(held.rest()).isEqualTo(data);
    }

    /** Conversations of two questions each. */
    private static List<TrainingExample> replay(int conversations) {
        List<TrainingExample> replay = new ArrayList<>();
        for (int i = 0; i < conversations; i++) {
            replay.add(new TrainingExample(asked(i), "Reply " + i + "."));
            replay.add(
                    new TrainingExample(List.of(asked(i).get(0), Turn.assistant("Reply " + i + "."), Turn.user("And then?")), "Nothing."));
        }
        return replay;
    }

    private static List<Turn> asked(int i) {
        return List.of(Turn.user("Question " + i + "?"));
    }
}
