package dev.retort.curation;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

/**
 * The long memory: examples, datasets, conversations. Every {@link Uni} runs in a transaction of its own when subscribed, from any thread:
 * code that may block says {@code store.freeze(run).await().indefinitely()}.
 */
@ApplicationScoped
public class CurationStore {

    /** What a next run would find. */
    public Uni<Waiting> waiting() {
        throw new IllegalStateException("not there yet");
    }

    /** Freezes all approved examples for a run and marks the unused corrections as used by it; for a run that has its dataset, that one. */
    public Uni<FrozenDataset> freeze(String runId) {
        throw new IllegalStateException("not there yet");
    }

    /** The dataset of a run. Fails with {@link java.util.NoSuchElementException} if the run has none. */
    public Uni<FrozenDataset> dataset(String runId) {
        throw new IllegalStateException("not there yet");
    }

    /** Stores examples that are not there yet and says how many those were. */
    public Uni<Integer> importExamples(List<NewExample> examples) {
        throw new IllegalStateException("not there yet");
    }

    /** What was said in a conversation, as far as its exchanges have arrived. */
    public Uni<ConversationHistory> conversation(String conversationId) {
        throw new IllegalStateException("not there yet");
    }
}
