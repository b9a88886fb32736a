package dev.retort.dataset;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A file being read from its start to its end. */
interface RowSource {
    /** The next row, or its fault; empty at the end of the file. */
    Optional<Parsed> next() throws IOException;

    /** Notes on what has been read by now. */
    List<String> notes();
}
