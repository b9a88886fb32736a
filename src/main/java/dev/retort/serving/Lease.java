package dev.retort.serving;

import java.util.List;

import dev.retort.generation.GenerationEngine;
import dev.retort.model.ScoredToken;
import dev.retort.model.Tokenizer;
import dev.retort.model.TurnTemplate;

/**
 * One version, held for as long as one reply takes. It is not freed before the lease is closed, or the drain deadline has passed; that one cancels
 * replies that are still being written. Closing twice is harmless, and any thread may close.
 */
public interface Lease extends AutoCloseable {
    ServedVersion version();

    GenerationEngine engine();

    TurnTemplate template();

    Tokenizer tokenizer();

    /** One more than the highest token id. */
    int vocabularySize();

    /**
     * {@link dev.retort.model.Gpt2#score}, one text at a time: others wait for their turn.
     *
     * @throws NotReadyException if the version's drain deadline has passed
     */
    List<ScoredToken> score(int[] ids, int likeliest);

    @Override
    void close();
}
