package dev.retort.serving;

import dev.retort.generation.GenerationEngine;
import dev.retort.model.Tokenizer;
import dev.retort.model.TurnTemplate;

/**
 * One version, held for as long as one reply takes: it is not freed before the lease is closed (or the drain deadline has passed, which cancels what
 * it still generates). Closing twice is harmless, and any thread may close.
 */
public interface Lease extends AutoCloseable {
    ServedVersion version();

    GenerationEngine engine();

    TurnTemplate template();

    Tokenizer tokenizer();

    @Override
    void close();
}
