package dev.retort.generation;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.retort.model.Advance;
import dev.retort.model.Gpt2;
import dev.retort.model.Torch;

/**
 * Writes many continuations at once with one model, on one thread of its own: each step takes all of them one token further, and they join and leave
 * between steps (continuous batching, Yu et al. 2022). The model stays the caller's: close the engine first.
 */
public final class GenerationEngine implements AutoCloseable {
    private static final Logger LOG = System.getLogger(GenerationEngine.class.getName());
    private static final int PREFILL_BUDGET = 2 * Continuation.PREFILL; // prompt tokens in one step, over all sequences

    private final Gpt2 model;
    private final EngineLimits limits;
    private final Thread thread;
    private final List<Continuation> active = new ArrayList<>(); // the engine's thread only
    private final EngineCaches caches;
    // guarded by this
    private final Deque<Continuation> waiting = new ArrayDeque<>();
    private int activeCount;
    private boolean closed;

    /** Keeps no cache when a sequence ends. Nothing bounds the caches but the number of sequences. */
    public GenerationEngine(Gpt2 model, EngineLimits limits) {
        this(model, limits, 0);
    }

    /**
     * Keeps caches of ended sequences for prompts that begin like them; the least recently used go first.
     *
     * @param cacheBytes memory of all caches together; a sequence waits for its turn until there is room for it. 0: as without
     */
    public GenerationEngine(Gpt2 model, EngineLimits limits, long cacheBytes) {
        this.model = model;
        this.limits = limits;
        this.caches = new EngineCaches(model, cacheBytes);
        this.thread = new Thread(this::run, "generation");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Takes a request; its progress goes to the listener.
     *
     * @throws QueueFullException if the limits are reached
     * @throws EngineClosedException after {@link #close}
     * @throws IllegalArgumentException if the prompt leaves no room in the context or has ids outside the vocabulary
     */
    public GenerationHandle submit(GenerationRequest request, GenerationListener listener) {
        check(request.prompt());
        Continuation continuation = new Continuation(request, listener, model);
        synchronized (this) {
            if (closed) {
                throw new EngineClosedException();
            }
            if (activeCount + waiting.size() >= limits.maxSequences() + limits.queue()) {
                throw new QueueFullException(limits);
            }
            waiting.add(continuation);
            notifyAll();
        }
        return continuation;
    }

    /** {@link #submit} and wait. An interrupt cancels it. */
    public Completion complete(GenerationRequest request) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a listener can't wait for the engine that calls it");
        }
        CompletableFuture<Completion> result = new CompletableFuture<>();
        GenerationHandle handle = submit(request, new GenerationListener() {
            @Override
            public void onDelta(String text) {
                // the completion has it all
            }

            @Override
            public void onDone(Completion completion) {
                result.complete(completion);
            }

            @Override
            public void onFailure(Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        try {
            return result.get();
        } catch (InterruptedException e) {
            handle.cancel();
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineClosedException) {
                throw new EngineClosedException();
            }
            throw new IllegalStateException("generation failed", e.getCause());
        }
    }

    /** Counts the continuations that are being written. */
    public synchronized int active() {
        return activeCount;
    }

    /** Counts those that wait for their turn. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** The use of the caches, as of the last step. */
    public CacheUse cacheUse() {
        return caches.use();
    }

    /** Ends what is being written, with {@link EngineClosedException}, and frees all caches before it returns. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        if (Thread.currentThread() == thread) {
            return; // called by a listener: the thread ends when it returns
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the model must not be freed under a running step
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(int[] prompt) {
        int context = model.config().contextLength();
        if (prompt.length >= context) {
            throw new IllegalArgumentException(
                    "the prompt has " + prompt.length + " tokens, at most " + (context - 1) + " leave room for a reply");
        }
        for (int id : prompt) {
            if (id < 0 || id >= model.config().vocabularySize()) {
                throw new IllegalArgumentException("token id " + id + " is outside the vocabulary of " + model.config().vocabularySize());
            }
        }
    }

    private void run() {
        Torch.useThreads();
        while (admit()) {
            step();
        }
        for (Continuation continuation : drain()) {
            fail(continuation, new EngineClosedException());
        }
        caches.close();
    }

    private synchronized List<Continuation> drain() {
        List<Continuation> rest = new ArrayList<>(active);
        rest.addAll(waiting);
        waiting.clear();
        return rest;
    }

    /** Waits for something to do and lets in what may join. @return false when closed */
    private synchronized boolean admit() {
        activeCount = active.size();
        while (!closed && active.isEmpty() && waiting.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException e) {
                closed = true; // nobody interrupts this thread but one who wants it to end
            }
        }
        while (active.size() < limits.maxSequences() && !waiting.isEmpty() && caches.admit(waiting.element())) {
            active.add(waiting.remove());
        }
        activeCount = active.size();
        return !closed;
    }

    private void step() {
        for (Continuation continuation : List.copyOf(active)) {
            if (continuation.cancelled()) {
                finish(continuation, FinishReason.CANCELLED);
            }
        }
        List<Continuation> rows = new ArrayList<>();
        List<Advance> advances = new ArrayList<>();
        int[] chosen;
        try {
            int budget = PREFILL_BUDGET;
            for (int i = 0; i < active.size(); i++) {
                Continuation continuation = active.get(i);
                if (!caches.begin(continuation, active.subList(0, i))) {
                    continue;
                }
                int tokens = continuation.nextTokens();
                if (tokens == 1 || tokens <= budget) {
                    budget -= tokens == 1 ? 0 : tokens;
                    rows.add(continuation);
                    advances.add(continuation.next());
                }
            }
            if (rows.isEmpty()) {
                return;
            }
            chosen = model.advance(advances);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a generation step failed, and with it " + active.size() + " continuations", e);
            List.copyOf(active).forEach(continuation -> fail(continuation, e));
            return;
        }
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i] >= 0) {
                accept(rows.get(i), chosen[i]);
            }
        }
        caches.count(active);
    }

    private void accept(Continuation continuation, int token) {
        Optional<FinishReason> end;
        try {
            end = continuation.accept(token);
        } catch (RuntimeException | Error e) { // the listener's
            fail(continuation, e);
            return;
        }
        end.ifPresent(reason -> finish(continuation, reason));
    }

    private void finish(Continuation continuation, FinishReason reason) {
        caches.end(continuation);
        release(continuation);
        try {
            continuation.finish(reason);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a listener failed", e);
        }
    }

    private void fail(Continuation continuation, Throwable failure) {
        if (active.contains(continuation)) {
            caches.drop(continuation);
        }
        release(continuation);
        try {
            continuation.fail(failure);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a listener failed", e);
        }
    }

    /** Frees its place before its listener hears of it, who may submit the next at once. */
    private void release(Continuation continuation) {
        active.remove(continuation);
        caches.count(active);
        synchronized (this) {
            activeCount = active.size();
        }
    }
}
