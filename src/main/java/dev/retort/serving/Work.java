package dev.retort.serving;

import dev.retort.generation.GenerationListener;
import dev.retort.generation.GenerationRequest;

/** Something to write, and who is told of it. */
public record Work(GenerationRequest request, GenerationListener listener) {
    /** Tokens that it reads and may write. */
    int tokens() {
        return request.prompt().length + request.maxTokens();
    }
}
