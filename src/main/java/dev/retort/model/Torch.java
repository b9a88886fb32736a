package dev.retort.model;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;

/** PyTorch in this process. */
public final class Torch {
    private static int threads;

    private Torch() {}

    /**
     * Loads PyTorch, once, and sets how many threads one operation may use from now on. OpenMP keeps that number for each calling thread: a thread
     * that computes calls {@link #useThreads} first.
     */
    public static synchronized void start(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
        Torch.threads = threads;
        Engine.getEngine("PyTorch");
        useThreads();
    }

    /** Starts PyTorch with a thread for each processor unless it runs already, and prepares the current thread for computing. */
    public static synchronized void useThreads() {
        if (threads == 0) {
            start(Runtime.getRuntime().availableProcessors());
            return;
        }
        prepare(threads);
    }

    /** The number of threads that one operation may use; 0 before PyTorch is started. */
    public static synchronized int threads() {
        return threads;
    }

    /** Prepares the current thread for operations that use no other. */
    static void useOneThread() {
        prepare(1);
    }

    private static void prepare(int threads) {
        JniUtils.setNumThreads(threads);
        JniUtils.setGraphExecutorOptimize(false); // the profiling executor makes the first calls of every new shape slow and later ones no faster
    }

    /**
     * Computes on a thread that ends with the computation. OpenMP keeps helpers for every thread that has ever computed, as long as that thread lives.
     * Once there are more of them than processors, all sleep between two operations instead of waiting awake, and a token of a single sequence takes a
     * quarter longer. In a process that writes replies, everything but the engine computes here.
     *
     * @throws IOException as the computation does; so are unchecked exceptions and errors
     */
    public static <T> T apart(Callable<T> computation) throws IOException {
        var done = new CompletableFuture<T>();
        var thread = new Thread(() -> {
            try {
                done.complete(computation.call());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        }, "computation");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(); // its helpers are gone then, and nobody has freed what it computes with
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            return done.join();
        } catch (CompletionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static IOException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException failure) {
            throw failure;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException problem ? problem : new IOException(cause);
    }
}
