package dev.retort.training;

import java.util.List;

/**
 * Examples for a run.
 *
 * @param train every epoch sees all of it
 * @param validation never learned from; its loss picks the best weights. Without it the last ones are kept
 * @param replay old examples, some of which are mixed into each epoch
 * @param mined old questions with the replies that corrections of others make right for them; some are learned in each epoch
 */
public record TrainingData(List<TrainingExample> train, List<TrainingExample> validation, List<TrainingExample> replay,
        List<TrainingExample> mined) {
    public TrainingData {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        replay = List.copyOf(replay);
        mined = List.copyOf(mined);
    }

    /** Examples of which nothing is mined. */
    public TrainingData(List<TrainingExample> train, List<TrainingExample> validation, List<TrainingExample> replay) {
        this(train, validation, replay, List.of());
    }
}
