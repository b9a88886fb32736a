package dev.retort.cli.dataset;

import java.util.List;
import java.util.Optional;

import dev.retort.model.Turn;

/** What became of a piece of the file. Lines are counted from 1. */
sealed interface Parsed {
    long line();

    /**
     * @param prompt the turns before the reply, at least one
     * @param conversation text that all examples of one conversation share; they must not be split
     */
    record Example(long line, List<Turn> prompt, String reply, Optional<String> rejected, String conversation) implements Parsed {}

    record Dropped(long line, DropReason reason, String detail) implements Parsed {}
}
