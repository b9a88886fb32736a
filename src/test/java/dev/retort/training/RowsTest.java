package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import dev.retort.model.Labelled;
import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;

class RowsTest {
    @Test
    void labelsMustEndWithTheEndToken() {
        assertThatCode(
                () -> Encoding.check("train example 1", new Labelled(new int[]{5, 9, 6, 9}, new boolean[]{false, false, true, true}), 9))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Encoding.check("train example 1", new Labelled(new int[]{5, 9, 6}, new boolean[]{false, false, true}), 9))
                .hasMessageContaining("train example 1: the last label is not the end token 9");
        assertThatThrownBy(
                () -> Encoding.check("train example 1", new Labelled(new int[]{5, 9, 6, 9}, new boolean[]{false, false, true, false}), 9))
                .hasMessageContaining("the last label is not the end token");
    }

    @Test
    void somethingMustBeLabelled() {
        assertThatThrownBy(() -> Encoding.check("replay example 2", new Labelled(new int[]{5, 9}, new boolean[2]), 9))
                .hasMessage("replay example 2: no token is labelled, expected those of the reply");
    }

    @Test
    void anExampleWithoutPromptReplyOrWeightIsRefused() {
        assertThatThrownBy(() -> new TrainingExample(List.of(), "yes")).hasMessageContaining("needs a turn");
        assertThatThrownBy(() -> TinyRun.example("ok?", " \n")).hasMessageContaining("blank");
        assertThatThrownBy(() -> new TrainingExample(List.of(Turn.user("ok?")), "yes", 0)).hasMessageContaining("weight is 0.0");
        assertThatThrownBy(() -> TinyRun.hyperparameters().withLearningRate(0)).hasMessageContaining("learningRate is 0.0");
        assertThatThrownBy(() -> TinyRun.hyperparameters().withEpochs(0)).hasMessageContaining("epochs is 0");
        assertThatThrownBy(() -> TinyRun.hyperparameters().withRegularisation(0.1, 1)).hasMessageContaining("dropout is 1.0");
    }
}
