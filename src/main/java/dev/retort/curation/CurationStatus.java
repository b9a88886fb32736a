package dev.retort.curation;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Curation's standing.
 *
 * @param running         whether this process curates
 * @param feedback        pieces by state
 * @param examples        how many by source, and then by state
 * @param splits          approved examples by source, and then by split
 * @param waiting         new examples for a next training run
 * @param waitingFeedback the oldest feedback whose exchange has not come
 * @param contradictions approved corrections that answer the same question otherwise
 * @param deadLetters     what could not be handled
 */
record CurationStatus(boolean running, long exchanges, Map<String, Long> feedback, Map<String, Map<String, Long>> examples,
        Map<String, Map<String, Long>> splits, Waiting waiting, List<WaitingFeedback> waitingFeedback, Contradictory contradictions,
        Dead deadLetters) {

    record WaitingFeedback(String feedbackId, String by, String exchangeId, String verdict, Instant since) {}

    /** @param latest the latest of them */
    record Contradictory(long count, List<Pair> latest) {}

    /** Two examples, the later first. */
    record Pair(String one, String other) {}

    /** @param latest the latest of them */
    record Dead(long count, List<DeadLetter> latest) {}

    record DeadLetter(String topic, int partition, long offset, String reason, Instant at) {}
}
