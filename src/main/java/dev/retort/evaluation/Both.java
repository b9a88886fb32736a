package dev.retort.evaluation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import dev.retort.model.Torch;

/**
 * The same of the champion and of the candidate, worked out at the same time: a thread each, so that a second processor is of use where an operation
 * alone is too small to be shared between two.
 */
record Both<T>(T champion, T candidate) {

    /** Runs both. What one of them throws is thrown once both have ended. */
    static <T> Both<T> of(Supplier<T> champion, Supplier<T> candidate) {
        CompletableFuture<T> beside = CompletableFuture.supplyAsync(() -> {
            Torch.useThreads();
            return champion.get();
        }, Both::start);
        try {
            T here = candidate.get();
            return new Both<>(beside.join(), here);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        } finally {
            beside.handle((value, failure) -> failure).join(); // nobody may close a model that is still measured
        }
    }

    private static void start(Runnable measuring) {
        Thread thread = new Thread(measuring, "retort-gate-champion");
        thread.setDaemon(true);
        thread.start();
    }
}
