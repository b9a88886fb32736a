package dev.retort.trainer;

import java.util.ArrayList;
import java.util.List;

import dev.retort.training.CounterfactualAugmentation;
import dev.retort.training.GroupBalance;
import dev.retort.training.GroupBalance.GroupShare;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;

/**
 * Measures against bias in a run's new examples before they are learned. The gate judges the candidate whatever they were.
 *
 * @param counterfactualAugmentation whether examples that name a group of people are learned with another group in its place as well
 * @param groupBalance whether the groups of a family count alike; after the augmentation, where there is one
 */
public record Mitigation(boolean counterfactualAugmentation, boolean groupBalance) {
    /**
     * @param notes what was done, a line each
     * @param groups what each group that is named counts before and after; none without the balance
     */
    public record Mitigated(List<TrainingExample> examples, List<String> notes, List<GroupShare> groups) {
        /** The data that the examples come from, with these in their place. */
        public TrainingData in(TrainingData given) {
            return new TrainingData(examples, given.validation(), given.replay(), given.mined());
        }
    }

    public static Mitigation none() {
        return new Mitigation(false, false);
    }

    /** The examples as they are to be learned. */
    public Mitigated of(List<TrainingExample> given) {
        List<TrainingExample> examples = given;
        List<String> notes = new ArrayList<>();
        List<GroupShare> groups = List.of();
        if (counterfactualAugmentation) {
            CounterfactualAugmentation augmented = CounterfactualAugmentation.of(examples);
            notes.add(augmented.note(examples));
            examples = augmented.examples();
        }
        if (groupBalance) {
            GroupBalance balanced = GroupBalance.of(examples);
            notes.add(balanced.note());
            examples = balanced.examples();
            groups = balanced.groups();
        }
        return new Mitigated(examples, notes, groups);
    }
}
