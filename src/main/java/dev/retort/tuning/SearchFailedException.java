package dev.retort.tuning;

/** No trial could be measured, or another process is at the search. */
public final class SearchFailedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    SearchFailedException(String message) {
        super(message);
    }
}
