package dev.retort.local;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An embedded service that starts on a thread of its own. */
final class ServiceStart<T extends AutoCloseable> {
    private final CompletableFuture<T> started = new CompletableFuture<>();
    private final Thread thread;
    private final String name;

    private ServiceStart(String name, Callable<T> start, Consumer<IOException> failed) {
        this.name = name;
        this.thread = daemon("start-" + name, () -> {
            try {
                started.complete(start.call());
            } catch (Throwable problem) {
                IOException failure = problem instanceof IOException known
                        ? known
                        : new IOException(name + ": " + Reasons.of(problem), problem);
                failed.accept(failure);
                started.completeExceptionally(failure);
            }
        });
    }

    /** @param failed is told why it did not start, before {@link #started} ends with it */
    static <T extends AutoCloseable> ServiceStart<T> begin(String name, Callable<T> start, Consumer<IOException> failed) {
        var begun = new ServiceStart<>(name, start, failed);
        begun.thread.start();
        return begun;
    }

    CompletableFuture<T> started() {
        return started;
    }

    /** A start that is still under way need not go on. */
    void interrupt() {
        thread.interrupt();
    }

    /**
     * Stops the service when it has started, if it does.
     *
     * @throws IOException if it does not stop in time, or not cleanly
     */
    void stop(Duration patience) throws IOException {
        var stopped = new CompletableFuture<Void>();
        daemon("stop-" + name, () -> {
            try {
                close();
                stopped.complete(null);
            } catch (Throwable problem) {
                stopped.completeExceptionally(problem);
            }
        }).start();
        try {
            stopped.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            throw new IOException("%s did not stop cleanly: %s".formatted(name, Reasons.of(e)), e);
        }
    }

    private void close() throws Exception {
        T service;
        try {
            service = started.join();
        } catch (CompletionException neverStarted) {
            return;
        }
        service.close();
    }

    private static Thread daemon(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
