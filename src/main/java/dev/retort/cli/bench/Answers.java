package dev.retort.cli.bench;

import java.time.Duration;

/** Something that answers: an engine, or a server over the network. */
@FunctionalInterface
interface Answers {
    /**
     * An answer that was given.
     *
     * @param promptTokens that were before it
     * @param tokens of the answer
     * @param first from the question to the first token, as whoever asked saw it
     * @param total from the question to the end
     */
    record Answer(int promptTokens, int tokens, Duration first, Duration total) {}

    /** Asks and waits; many threads may ask at once. */
    Answer ask(Question question) throws Exception;
}
