package dev.retort.dataset;

import java.io.IOException;
import java.util.Optional;

/** A file being read from its start to its end. */
interface Source {
    /** What the next row holds, or what is wrong with it; empty at the end of the file. */
    Optional<Parsed> next() throws IOException;
}
