package dev.retort.training;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets the process end only between two calls into PyTorch. At exit its libraries are taken down while other threads still run; a step that uses
 * them then would crash.
 */
final class ExitGuard {
    private static final ReentrantReadWriteLock CALLS = new ReentrantReadWriteLock();

    static {
        // once the process ends this lock is never given back: no further call begins
        Runtime.getRuntime().addShutdownHook(new Thread(CALLS.writeLock()::lock, "retort-training-exit"));
    }

    private ExitGuard() {}

    static void enter() {
        CALLS.readLock().lock();
    }

    static void leave() {
        CALLS.readLock().unlock();
    }
}
