package dev.retort.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.retort.training.TrainingData;

/**
 * The parts of a data set that are learned.
 *
 * @param data with a validation part where that chooses the weights that are kept, else with none
 * @param note says why it does not
 */
record LearnedParts(TrainingData data, Optional<String> note) {
    /** Fewer choose by chance: of a table in which every question is about something else, they tell little of the others. */
    static final int ENOUGH_TO_CHOOSE_BY = 50;

    /** Weights that are kept: those with the lowest validation loss, or the last. */
    enum Keep {
        best, last
    }

    static LearnedParts of(TrainingData data, Optional<Keep> keep) {
        int rows = data.validation().size();
        boolean choose = keep.map(Keep.best::equals).orElse(rows >= ENOUGH_TO_CHOOSE_BY);
        if (rows == 0 || choose) {
            return new LearnedParts(data, Optional.empty());
        }
        TrainingData all = new TrainingData(Stream.concat(data.train().stream(), data.validation().stream()).toList(), List.of(),
                data.replay());
        return new LearnedParts(all, keep.isPresent()
                ? Optional.empty()
                : Optional.of(
                        "%d validation %s too few to choose weights by, %d would do: they are learned, too, and the last weights are kept"
                                .formatted(rows, rows == 1 ? "example is" : "examples are", ENOUGH_TO_CHOOSE_BY)
                                + " (--keep best lets them choose)"));
    }
}
