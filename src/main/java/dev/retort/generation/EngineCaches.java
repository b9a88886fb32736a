package dev.retort.generation;

import java.util.List;
import java.util.Optional;

import dev.retort.model.Gpt2;
import dev.retort.model.SequenceCache;

/**
 * The caches of an engine's sequences. A prompt that begins like another sequence takes over the common start. A sequence that ends leaves its cache
 * here while there is room. All caches together take no more memory than a bound, unless a single sequence with nothing beside it needs more. On the
 * engine's thread only, but for {@link #use}.
 */
final class EngineCaches implements AutoCloseable {
    /** A common start of so many tokens is worth waiting for, while another sequence is reading it. */
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

    /** Promises the sequence room for all that it may come to need, until {@link #end} or {@link #drop}. Tells whether there is so much room. */
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

    /** The use as last counted; for any thread. */
    CacheUse use() {
        return use;
    }

    /** Frees what is kept; all sequences have ended. */
    @Override
    public void close() {
        kept.close();
    }
}
