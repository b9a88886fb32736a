package dev.retort.generation;

import java.util.List;
import java.util.Optional;

import dev.retort.model.Gpt2;
import dev.retort.model.SequenceCache;

/**
 * The caches of an engine's sequences: where a prompt begins like another sequence's, it takes over what is known of it; what ends is kept while there
 * is room. All of them together take no more memory than a bound, which a single sequence may exceed that nothing is beside. On the engine's thread
 * only, but for {@link #use}.
 */
final class EngineCaches implements AutoCloseable {
    /** Tokens of a start that another sequence is just reading for which it is worth to wait. */
    private static final int WORTH_WAITING = 16;

    private final Gpt2 model;
    private final long most;
    private final KeptCaches kept = new KeptCaches();
    private long promised;
    private long promptTokens;
    private long reusedTokens;
    private volatile CacheUse use = new CacheUse(0, 0, 0, 0);

    /** @param most bytes; 0 for caches without a bound of which none is kept or shared */
    EngineCaches(Gpt2 model, long most) {
        this.model = model;
        this.most = most;
    }

    /** Whether there is room for what the sequence may come to need; the room is then promised to it until {@link #end} or {@link #drop}. */
    boolean admit(Continuation continuation) {
        long needed = continuation.mostBytes(model);
        if (most > 0 && promised > 0 && promised + needed > most) {
            return false;
        }
        promised += needed;
        if (most > 0) {
            kept.touch(continuation.prompt()); // so that it isn't among those that make room
            kept.shrink(Math.max(0, most - promised));
        }
        return true;
    }

    /**
     * Gives a sequence its cache, if it has none.
     *
     * @param before sequences that are being written and were there before it
     * @return false if one of those is just reading what it begins with: it had better wait
     */
    boolean begin(Continuation continuation, List<Continuation> before) {
        if (continuation.begun()) {
            return true;
        }
        int[] prompt = continuation.prompt();
        Optional<SequenceCache> start = Optional.empty();
        if (most > 0) {
            int known = kept.touch(prompt);
            Optional<Continuation> like = Optional.empty();
            int shared = known;
            for (Continuation other : before) {
                int common = KeptCaches.common(other.prompt(), prompt);
                if (common > shared) {
                    shared = common;
                    like = Optional.of(other);
                }
            }
            if (like.isPresent() && like.get().fed() < shared && shared - Math.max(known, like.get().fed()) >= WORTH_WAITING) {
                return false;
            }
            int ready = Math.min(shared, like.map(Continuation::fed).orElse(0));
            start = ready > known ? like.flatMap(Continuation::cache).map(cache -> model.startOf(cache, ready)) : kept.start(prompt, model);
        }
        promptTokens += prompt.length;
        reusedTokens += start.map(SequenceCache::length).orElse(0);
        continuation.begin(start.orElseGet(model::newSequence));
        return true;
    }

    /** The sequence has ended. */
    void end(Continuation continuation) {
        int[] ids = continuation.fedIds();
        promised -= continuation.mostBytes(model);
        continuation.giveUpCache().ifPresent(cache -> {
            if (most > 0 && ids.length > 0) {
                kept.keep(ids, cache);
                kept.shrink(Math.max(0, most - promised));
            } else {
                cache.close();
            }
        });
    }

    /** The sequence has failed: what is in its cache is not to be trusted. */
    void drop(Continuation continuation) {
        promised -= continuation.mostBytes(model);
        continuation.giveUpCache().ifPresent(SequenceCache::close);
    }

    /** Counts what is held, for {@link #use}. */
    void count(List<Continuation> active) {
        long bytes = kept.bytes();
        for (Continuation continuation : active) {
            bytes += continuation.cache().map(SequenceCache::bytes).orElse(0L);
        }
        use = new CacheUse(bytes, kept.size(), promptTokens, reusedTokens);
    }

    /** As last counted; for any thread. */
    CacheUse use() {
        return use;
    }

    /** Frees what is kept; all sequences have ended. */
    @Override
    public void close() {
        kept.close();
    }
}
