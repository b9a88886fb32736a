package dev.retort.model;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

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
        JniUtils.setNumThreads(threads);
        JniUtils.setGraphExecutorOptimize(false); // the profiling executor makes the first calls of every new shape slow and later ones no faster
    }
}
