package dev.retort.evaluation;

import java.util.Optional;

/**
 * The memory's doings at questions that it has not seen. It remembers the corrections that were trained on, and is asked what was held back.
 *
 * @param corrections how many it remembers
 * @param knownQuestions how many known questions it measured its thresholds by
 * @param measured whether these were enough to measure
 * @param knownRecalled share of held-back known questions, those that the model replies to rightly, at which a correction would be said
 * @param recalled share of held-back corrected questions at which a correction would be said
 * @param right share of these at which it is the right one
 */
public record RecallPrecision(int corrections, int knownQuestions, boolean measured, Optional<Portion> knownRecalled,
        Optional<Portion> recalled,
        Optional<Portion> right) {
    static Optional<Portion> share(long count, long of) {
        return of == 0 ? Optional.empty() : Optional.of(Portion.of((int) count, (int) of));
    }
}
