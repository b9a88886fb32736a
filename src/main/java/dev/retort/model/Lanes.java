package dev.retort.model;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that compute beside each other, each of them alone: none of its operations waits for another thread. */
public final class Lanes implements AutoCloseable {
    private final ExecutorService threads;

    public Lanes(int threads) {
        this.threads = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(() -> {
                Torch.useOneThread();
                work.run();
            }, "lane");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns when all have ended, with the exception of one that failed. */
    public void run(List<? extends Runnable> work) {
        try {
            CompletableFuture.allOf(work.stream().map(one -> CompletableFuture.runAsync(one, threads)).toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
