package dev.retort.trainer;

import java.util.List;

import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;

/**
 * Old questions to which a run's corrections are the right reply, too. Learned from real wordings, a correction reaches questions that nobody corrected.
 *
 * @param start folder of the weights for which they were looked at
 * @param asked old questions that were looked at
 * @param mined those that are learned, each with the correction's reply
 */
record Distillation(String start, int asked, List<TrainingExample> mined) {
    Distillation {
        mined = List.copyOf(mined);
    }

    static Distillation none(String start) {
        return new Distillation(start, 0, List.of());
    }

    String note() {
        return mined.size() + " of " + asked + " old questions with a reply that was corrected elsewhere are learned with the correction";
    }

    /** The data with what was mined. */
    TrainingData in(TrainingData given) {
        return new TrainingData(given.train(), given.validation(), given.replay(), mined);
    }
}
