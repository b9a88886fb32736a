package dev.retort.training;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets the process end only between two calls into PyTorch. At exit Java waits 0.3 s for threads in native code; then the C library takes PyTorch down
 * while a longer step still runs. Its backward pass asks {@code at::accelerator::getAccelerator} at every node, which then reads an object that has been
 * freed: SIGSEGV, exit status 134.
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
