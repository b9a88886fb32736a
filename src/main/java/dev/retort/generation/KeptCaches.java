package dev.retort.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.retort.model.Gpt2;
import dev.retort.model.NativeHeap;
import dev.retort.model.SequenceCache;

/**
 * Caches of ended sequences, for prompts that begin in the same way: the next turn of a conversation, or another conversation with the same system
 * turn. The least recently used go first. One thread only.
 */
final class KeptCaches implements AutoCloseable {
    private record Kept(int[] ids, SequenceCache cache) {}

    private static final long TRIM_AFTER = 256L << 20; // bytes of freed caches

    private final List<Kept> byUse = new ArrayList<>(); // the last was used last
    private long bytes;
    private long freed;

    /** Counts the prompt's tokens that need not be read. Asking is a use. */
    int touch(int[] prompt) {
        int best = longest(prompt);
        if (best < 0) {
            return 0;
        }
        byUse.add(byUse.remove(best));
        return common(byUse.get(byUse.size() - 1).ids(), prompt);
    }

    /** A cache with the longest known start of the prompt. The prompt's last token is never in it, because the step that reads it chooses the next one. */
    Optional<SequenceCache> start(int[] prompt, Gpt2 model) {
        int shared = touch(prompt);
        if (shared == 0) {
            return Optional.empty();
        }
        Kept kept = byUse.get(byUse.size() - 1);
        if (shared < kept.ids().length) {
            return Optional.of(model.startOf(kept.cache(), shared)); // others may begin like it too
        }
        bytes -= kept.cache().bytes();
        byUse.remove(byUse.size() - 1);
        return Optional.of(kept.cache());
    }

    /** Takes over a cache. @param ids of all tokens in it */
    void keep(int[] ids, SequenceCache cache) {
        if (byUse.stream().anyMatch(kept -> startsWith(kept.ids(), ids))) {
            cache.close();
            return;
        }
        for (Kept shorter : byUse.stream().filter(kept -> startsWith(ids, kept.ids())).toList()) {
            drop(shorter);
        }
        byUse.add(new Kept(ids, cache));
        bytes += cache.bytes();
    }

    /** Frees the least recently used until the rest takes no more memory than that. */
    void shrink(long most) {
        while (bytes > most && !byUse.isEmpty()) {
            drop(byUse.get(0));
        }
        if (freed >= TRIM_AFTER) {
            NativeHeap.trim(); // else the process grows, for the holes that caches leave suit other caches seldom
            freed = 0;
        }
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return byUse.size();
    }

    @Override
    public void close() {
        shrink(-1);
    }

    private void drop(Kept kept) {
        byUse.remove(kept);
        bytes -= kept.cache().bytes();
        freed += kept.cache().bytes();
        kept.cache().close();
    }

    private int longest(int[] prompt) {
        int best = -1;
        int most = 0;
        for (int i = 0; i < byUse.size(); i++) {
            int common = common(byUse.get(i).ids(), prompt);
            if (common > most) {
                most = common;
                best = i;
            }
        }
        return best;
    }

    /** Counts the first tokens that are the same, the prompt's last one aside. */
    static int common(int[] ids, int[] prompt) {
        int length = Math.min(ids.length, prompt.length - 1);
        int mismatch = Arrays.mismatch(ids, 0, length, prompt, 0, length);
        return mismatch < 0 ? length : mismatch;
    }

    private static boolean startsWith(int[] ids, int[] start) {
        return start.length <= ids.length && Arrays.mismatch(ids, 0, start.length, start, 0, start.length) < 0;
    }
}
