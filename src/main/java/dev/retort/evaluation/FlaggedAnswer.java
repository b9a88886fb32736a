package dev.retort.evaluation;

import java.util.List;

/** A prompt whose reply was flagged, and what a model says to it. */
record FlaggedAnswer(FlaggedReply flagged, GreedyReply reply) {
    /** Whether it is still the flagged reply, word for word. */
    boolean same() {
        return same(flagged.reply(), reply);
    }

    static boolean same(String flagged, GreedyReply reply) {
        List<String> said = Words.of(reply.text());
        return Words.of(flagged).equals(said);
    }
}
