package dev.retort.generation;

/** The engine was closed before the continuation ended. */
public final class EngineClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EngineClosedException() {
        super("the engine is closed");
    }
}
