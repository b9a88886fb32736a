package dev.retort.model;

import java.util.concurrent.atomic.AtomicInteger;

import com.sun.jna.Function;
import com.sun.jna.Platform;

/**
 * Keeps the C library from giving memory back to the system while a model or a trainer lives. Each of its steps allocates and frees the same tensors.
 * Pages fetched anew from the system have to be cleared again: a third of the time of reading a prompt, half of that of a training step.
 * Closing one gives back what is free then.
 */
public final class NativeHeap implements AutoCloseable {
    private static final int TRIM_THRESHOLD = -1; // of mallopt(3), as in malloc.h
    private static final int MMAP_THRESHOLD = -3;
    private static final int SMALL = 128 * 1024; // glibc's own start values
    private static final int LARGE = 1 << 30;
    private static final AtomicInteger HELD = new AtomicInteger();

    private NativeHeap() {}

    public static NativeHeap keep() {
        if (HELD.getAndIncrement() == 0) {
            set(LARGE);
        }
        return new NativeHeap();
    }

    @Override
    public void close() {
        if (HELD.decrementAndGet() == 0) {
            set(SMALL);
        }
        trim();
    }

    /**
     * Gives back what is free now, holes between what is used included. After hours of many sizes, memory has more and more holes;
     * this takes some milliseconds.
     */
    public static void trim() {
        if (glibc()) {
            Function.getFunction("c", "malloc_trim").invokeInt(new Object[]{0L});
        }
    }

    private static void set(int threshold) {
        if (glibc()) {
            Function mallopt = Function.getFunction("c", "mallopt");
            mallopt.invokeInt(new Object[]{MMAP_THRESHOLD, threshold});
            mallopt.invokeInt(new Object[]{TRIM_THRESHOLD, threshold});
        }
    }

    private static boolean glibc() {
        return Platform.isLinux();
    }
}
