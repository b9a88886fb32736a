package dev.retort.dataset;

import java.util.Optional;

/** The format of a file to import. */
public sealed interface Format {
    /**
     * A table with a header.
     *
     * @param promptColumn what was asked
     * @param replyColumn the reply to learn
     * @param rejectedColumn a worse reply; rows that have one become pairs
     */
    record Csv(String promptColumn, String replyColumn, Optional<String> rejectedColumn, char delimiter) implements Format {}

    /** One JSON object a line. */
    record Jsonl() implements Format {}

    /** A list of JSON objects, or one object a line: its first character tells. */
    record Json() implements Format {}
}
