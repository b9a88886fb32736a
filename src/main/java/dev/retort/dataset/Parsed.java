package dev.retort.dataset;

/** The result of reading a row of the file. Lines are counted from 1. */
sealed interface Parsed {
    long line();

    record Read(long line, Row row) implements Parsed {}

    /** @param detail what is wrong and where, such as {@code column 'reply' is empty}; empty if the reason says all */
    record Dropped(long line, DropReason reason, String detail) implements Parsed {
        String words() {
            return detail.isEmpty() ? reason.words() : reason.words() + ": " + detail;
        }
    }
}
