package dev.retort.cli.dataset;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A file being read from its start to its end. */
interface Source {
    /** What the next row holds: none, one or several examples, or what is wrong with it; empty at the end of the file. */
    Optional<List<Parsed>> next() throws IOException;

    /** How many bytes of the file have been read. */
    long position();
}
