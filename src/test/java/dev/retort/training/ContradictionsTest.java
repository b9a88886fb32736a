package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;

class ContradictionsTest {
    private static final List<TrainingExample> REPLAY = List.of(TinyRun.example("Do you wrap presents?", "I have not learned that yet."),
            TinyRun.example("How long?", "Two days."), TinyRun.example("Hello", "Hi."));

    private static TrainingExample corrected(String question, String better, String flagged) {
        return TrainingExample.pair(List.of(Turn.user(question)), better, flagged);
    }

    @Test
    void whatWasFlaggedTwiceIsNotReplayed() {
        List<TrainingExample> train = List.of(corrected("Is it wrapped?", "For 3 euros.", "I have not learned that yet."),
                TrainingExample.flagged(List.of(Turn.user("Gift paper?")), "I have not learned that yet. "));
        assertThat(Contradictions.without(train, REPLAY)).containsExactly(REPLAY.get(1), REPLAY.get(2));
    }

    @Test
    void aReplyThatWasWrongOnceMayBeRightElsewhere() {
        assertThat(Contradictions.without(List.of(corrected("And to Norway?", "Seven days.", "Two days.")), REPLAY)).isEqualTo(REPLAY);
    }
}
