package dev.retort.generation;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

import dev.retort.model.Advance;
import dev.retort.model.Gpt2;
import dev.retort.model.SequenceCache;
import dev.retort.model.TextStream;

/** One sequence that is being written. Only {@link #cancel} may be called by another thread than the engine's. */
final class Continuation implements GenerationHandle {
    /** Prompt tokens of one sequence in one step, so that a long prompt doesn't hold up the others. Fixed, so that the sums are the same whatever runs beside. */
    static final int PREFILL = 320;

    private final GenerationRequest request;
    private final GenerationListener listener;
    private final Set<Integer> stopTokens;
    private final int mostTokens;
    private final TextStream stream;
    private final SplittableRandom random;
    private final long submitted = System.nanoTime();
    private final StringBuilder text = new StringBuilder();
    private Optional<SequenceCache> cache = Optional.empty();
    private int[] written = new int[16];
    private int count;
    private Duration firstToken = Duration.ZERO;
    private volatile boolean cancelled;

    Continuation(GenerationRequest request, GenerationListener listener, Gpt2 model) {
        this.request = request;
        this.listener = listener;
        this.stopTokens = model.stopTokens();
        this.mostTokens = Math.min(request.maxTokens(), model.config().contextLength() - request.prompt().length);
        this.stream = model.tokenizer().stream();
        this.random = new SplittableRandom(request.sampling().seed());
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    int[] prompt() {
        return request.prompt();
    }

    /** Memory that its cache may come to need. */
    long mostBytes(Gpt2 model) {
        return model.cacheBytes(request.prompt().length + mostTokens);
    }

    boolean begun() {
        return cache.isPresent();
    }

    /** @param start empty, or with the beginning of the prompt but not all of it */
    void begin(SequenceCache start) {
        cache = Optional.of(start);
    }

    Optional<SequenceCache> cache() {
        return cache;
    }

    /** Counts its tokens that are in its cache. */
    int fed() {
        return cache.map(SequenceCache::length).orElse(0);
    }

    /** The tokens in its cache. */
    int[] fedIds() {
        int length = request.prompt().length;
        int[] ids = Arrays.copyOf(request.prompt(), fed());
        if (ids.length > length) {
            System.arraycopy(written, 0, ids, length, ids.length - length);
        }
        return ids;
    }

    /** Counts the tokens that the next step takes. */
    int nextTokens() {
        return Math.max(1, Math.min(PREFILL, request.prompt().length - fed()));
    }

    /** The next step's computation, once it has begun. */
    Advance next() {
        SequenceCache sequence = cache.orElseThrow();
        int fed = sequence.length();
        int length = request.prompt().length;
        if (fed >= length) {
            return new Advance(sequence, new int[]{written[count - 1]}, Optional.of(request.choice(random.nextDouble())));
        }
        int to = Math.min(length, fed + PREFILL);
        return new Advance(sequence, Arrays.copyOfRange(request.prompt(), fed, to),
                to == length ? Optional.of(request.choice(random.nextDouble())) : Optional.empty());
    }

    /** @return why it ended, if it did with this token */
    Optional<FinishReason> accept(int token) {
        if (count == 0) {
            firstToken = elapsed();
        }
        if (count == written.length) {
            written = Arrays.copyOf(written, 2 * count);
        }
        written[count++] = token;
        listener.onToken(token, cache.flatMap(SequenceCache::scored));
        if (stopTokens.contains(token)) {
            return Optional.of(FinishReason.STOP);
        }
        tell(stream.append(token));
        return count == mostTokens ? Optional.of(FinishReason.LENGTH) : Optional.empty();
    }

    /** Tells the listener. */
    void finish(FinishReason reason) {
        tell(stream.finish());
        listener.onDone(new Completion(text.toString(), Arrays.copyOf(written, count), reason, request.prompt().length,
                count == 0 ? elapsed() : firstToken, elapsed()));
    }

    /** Tells the listener. */
    void fail(Throwable failure) {
        listener.onFailure(failure);
    }

    /** The cache is someone else's from now on. */
    Optional<SequenceCache> giveUpCache() {
        Optional<SequenceCache> given = cache;
        cache = Optional.empty();
        return given;
    }

    private void tell(String delta) {
        if (!delta.isEmpty()) {
            text.append(delta);
            listener.onDelta(delta);
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - submitted);
    }
}
