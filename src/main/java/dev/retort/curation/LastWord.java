package dev.retort.curation;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.retort.events.FeedbackEvent.Verdict;

/** All that one person has said of a reply, and what of it holds: what they said last, in whatever order it is known. */
final class LastWord {
    /** Order of time. Among words of the same moment a withdrawal is the last: what is withdrawn was said before. */
    private static final Comparator<Said> IN_ORDER = Comparator.comparing(Said::at)
            .thenComparing(said -> said.verdict() == Verdict.WITHDRAWN)
            .thenComparing(Said::id);

    private LastWord() {}

    /**
     * A piece of feedback.
     *
     * @param content the same for two that say the same
     */
    record Said(String id, Verdict verdict, String content, Instant at) {}

    /** The fate of a piece. */
    enum Outcome {
        HOLDS(Feedback.State.APPLIED),
        /** It was said before, or more than it. */
        SAID_BEFORE(Feedback.State.SUPERSEDED), REPLACED(Feedback.State.SUPERSEDED), WITHDRAWN(Feedback.State.WITHDRAWN);

        private final Feedback.State state;

        Outcome(Feedback.State state) {
            this.state = state;
        }

        Feedback.State state() {
            return state;
        }
    }

    /** The outcome of each piece, by its id. */
    static Map<String, Outcome> of(Collection<Said> all) {
        Map<String, Outcome> outcomes = new HashMap<>();
        Optional<Said> holds = Optional.empty();
        for (Said said : all.stream().sorted(IN_ORDER).toList()) {
            if (said.verdict() == Verdict.WITHDRAWN) {
                holds.ifPresent(before -> outcomes.put(before.id(), Outcome.WITHDRAWN));
                outcomes.put(said.id(), Outcome.HOLDS);
                holds = Optional.empty();
            } else if (holds.filter(before -> saysAsMuch(before, said)).isPresent()) {
                outcomes.put(said.id(), Outcome.SAID_BEFORE);
            } else {
                holds.ifPresent(before -> outcomes.put(before.id(), Outcome.REPLACED));
                outcomes.put(said.id(), Outcome.HOLDS);
                holds = Optional.of(said);
            }
        }
        return outcomes;
    }

    /** The same again says nothing new, and neither does a flag after a correction. */
    private static boolean saysAsMuch(Said before, Said later) {
        return before.content().equals(later.content()) || before.verdict() == Verdict.CORRECTED && later.verdict() == Verdict.FLAGGED;
    }
}
