package dev.retort.evaluation;

import java.util.List;

import dev.retort.text.Words;

/** A prompt whose reply was flagged, and what a model says to it. */
record FlaggedAnswer(FlaggedReply flagged, GreedyReply reply) {
    /** Whether it is still the flagged reply, word for word. */
    boolean same() {
        return same(flagged.reply(), reply);
    }

    static boolean same(String flagged, GreedyReply reply) {
        List<String> said = Words.inLowerCase(reply.text());
        return Words.inLowerCase(flagged).equals(said);
    }
}
