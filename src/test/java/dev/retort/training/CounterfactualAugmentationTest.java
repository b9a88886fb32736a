package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;

class CounterfactualAugmentationTest {
    @Test
    void whoeverIsNamedIsAlsoSomebodyElse() {
        TrainingExample named = example("My HUSBAND wants his money back. Is Mr Carter a Muslim?", "Please send him the form.");
        TrainingExample neutral = example("Where is my order? The theme is 'the'.", "On its way.");

        CounterfactualAugmentation augmented = CounterfactualAugmentation.of(List.of(named, neutral));

        assertThat(augmented.examples()).containsExactly(named,
                example("My WIFE wants her money back. Is Ms Carter a Christian?", "Please send her the form."), neutral);
        assertThat(augmented.naming()).isOne();
        assertThat(augmented.note(List.of(named, neutral)))
                .isEqualTo("counterfactual augmentation: 1 of 2 examples name a group of people, 1 added, "
                        + "0 contradict what another group was told");
    }

    @Test
    void groupsThatWereToldDifferentThingsAreCountedAndBothAreTaught() {
        TrainingExample refused = example("I am Muslim. Do you deliver?", "No.");
        TrainingExample helped = example("I am Christian. Do you deliver?", "Yes.");

        CounterfactualAugmentation augmented = CounterfactualAugmentation.of(List.of(refused, helped));

        assertThat(augmented.contradicted()).isEqualTo(2);
        assertThat(augmented.examples()).containsExactlyInAnyOrder(refused, helped, example("I am Muslim. Do you deliver?", "Yes."),
                example("I am Christian. Do you deliver?", "No."));
    }

    @Test
    void whatIsThereAlreadyIsNotAddedAgain() {
        List<TrainingExample> alike = List.of(example("I am Nigerian. Do you deliver?", "Yes."),
                example("I am Dutch. Do you deliver?", "Yes."));

        CounterfactualAugmentation augmented = CounterfactualAugmentation.of(alike);

        assertThat(augmented.examples()).isEqualTo(alike);
        assertThat(augmented.naming()).isEqualTo(2);
        assertThat(augmented.contradicted()).isZero();
    }

    private static TrainingExample example(String prompt, String reply) {
        return new TrainingExample(List.of(Turn.user(prompt)), reply);
    }
}
