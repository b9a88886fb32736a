package dev.retort.curation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.retort.events.ChatTurn;

/**
 * An example as people see it, with where it comes from.
 *
 * @param number  place in the order of creation, for paging
 * @param chosen  the reply to learn; empty for a flagged reply that nobody has bettered
 * @param contributor whose words the chosen reply is
 * @param feedback what was said of the reply; empty for what was imported
 * @param contradicts approved examples that answer the same question otherwise
 * @param recalled the correction that was said in place of the rejected reply
 * @param usedByRun the first run that used it; for a withdrawn one: that has learned it
 */
record ExampleView(String exampleId, long number, String source, String state, String split, long cluster, List<ChatTurn> prompt,
        Optional<String> chosen, Optional<String> rejected, String contributor, Optional<FeedbackView> feedback,
        Optional<String> exchangeId, Optional<String> recalled, Optional<String> modelVersion, Instant createdAt,
        Optional<Instant> approvedAt, Optional<Instant> closedAt,
        Optional<String> usedByRun, List<String> contradicts) {

    record FeedbackView(String feedbackId, String by, String role, String source, String verdict, Optional<String> reason,
            Optional<String> comment) {
        static FeedbackView of(Feedback f) {
            return new FeedbackView(f.id, f.sender, f.senderRole, f.source, f.verdict, Optional.ofNullable(f.reason),
                    Optional.ofNullable(f.comment));
        }
    }

    static ExampleView of(Example e, Optional<Feedback> feedback, List<String> contradicts) {
        return new ExampleView(e.id, e.number == null ? 0 : e.number, e.source.word(), e.state.word(), e.split.word(), e.cluster, e.prompt,
                Optional.ofNullable(e.chosen), Optional.ofNullable(e.rejected), e.contributor, feedback.map(FeedbackView::of),
                Optional.ofNullable(e.exchangeId), Optional.ofNullable(e.recalled), Optional.ofNullable(e.modelVersion), e.createdAt,
                Optional.ofNullable(e.approvedAt),
                Optional.ofNullable(e.closedAt), Optional.ofNullable(e.usedByRun), contradicts);
    }
}
