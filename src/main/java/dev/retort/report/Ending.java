package dev.retort.report;

import java.util.List;

/**
 * End of a run, or its state so far.
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

    /** Class of the word in the style sheet. */
    public enum Tone {
        GOOD, BAD, OPEN
    }
}
