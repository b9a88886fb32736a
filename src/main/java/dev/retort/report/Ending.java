package dev.retort.report;

import java.util.List;

/**
 * How a run ended, or where it is.
 *
 * @param word its state, such as {@code rejected}
 * @param summary why, in a line or two; may be empty
 * @param notes what an operator should know, one line each
 * @param log the end of the trainer's log, where the run failed; else empty
 */
public record Ending(String word, Tone tone, String summary, List<String> notes, String log) {
    public Ending {
        notes = List.copyOf(notes);
    }

    /** Of the word on the page. */
    public enum Tone {
        GOOD, BAD, OPEN
    }
}
