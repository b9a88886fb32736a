package dev.retort.client;

import java.util.OptionalDouble;

/**
 * A wish how a message is to be answered.
 *
 * @param temperature the server's own if empty; 0: always the likeliest word
 * @param memory whether a correction may be said in place of the model's words
 * @param record whether the server records the exchange; only agents may wish that it does not
 */
public record Manner(OptionalDouble temperature, boolean memory, boolean record) {
    /** That of anybody who wishes nothing else. */
    public static Manner usual(OptionalDouble temperature) {
        return new Manner(temperature, true, true);
    }
}
