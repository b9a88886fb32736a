package dev.retort.lines;

/** Refusal of a write by a process that no longer leads; nothing was changed. */
public final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FencedException(String line, long leader) {
        super("leader " + leader + " of line " + line + " has a successor");
    }
}
