package dev.retort.bench;

import java.time.Duration;

/** Something that answers: an engine, or a server over the network. */
@FunctionalInterface
interface Answers {
    /** The fate of a question. */
    sealed interface Outcome {}

    /**
     * An answer that was given.
     *
     * @param promptTokens that were before it
     * @param tokens of the answer
     * @param first from the question to the first token, as whoever asked saw it
     * @param total from the question to the end
     */
    record Answer(int promptTokens, int tokens, Duration first, Duration total) implements Outcome {}

    /**
     * There was no room for it, as the server announces that it may be.
     *
     * @param status 429 or 503
     * @param retryAfter when to come back
     */
    record Refused(int status, Duration retryAfter) implements Outcome {
        static boolean isOne(int status) {
            return status == 429 || status == 503;
        }
    }

    /** Something went wrong. */
    record Failed(String reason) implements Outcome {}

    /**
     * Asks and waits; many threads may ask at once.
     *
     * @param client who asks
     */
    Outcome ask(int client, LoadPrompt question) throws Exception;
}
