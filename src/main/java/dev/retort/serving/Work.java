package dev.retort.serving;

import dev.retort.generation.GenerationListener;
import dev.retort.generation.GenerationRequest;

/** Something to write, the listener to it, and its name in traces. */
public record Work(GenerationRequest request, GenerationListener listener, Operation operation) {
    /** Tokens that it reads and may write. */
    int tokens() {
        return request.prompt().length + request.maxTokens();
    }
}
