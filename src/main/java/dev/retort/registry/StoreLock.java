package dev.retort.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread of one process at a time write into a store. A file lock keeps processes apart, and ends with its process however that ends.
 * Within a process file locks do not exclude threads, but a lock by path does.
 */
final class StoreLock implements AutoCloseable {
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();
    private final ReentrantLock thread;
    private final FileChannel channel;

    private StoreLock(ReentrantLock thread, FileChannel channel) {
        this.thread = thread;
        this.channel = channel;
    }

    /** Waits until the store is free. */
    static StoreLock acquire(Path store) throws IOException {
        ReentrantLock thread = threadLock(store);
        thread.lock();
        FileChannel channel = open(store, thread);
        try {
            channel.lock();
            return new StoreLock(thread, channel);
        } catch (IOException | RuntimeException e) {
            release(thread, channel);
            throw e;
        }
    }

    /** Takes the store if nobody writes into it now. */
    static Optional<StoreLock> tryAcquire(Path store) throws IOException {
        ReentrantLock thread = threadLock(store);
        if (!thread.tryLock()) {
            return Optional.empty();
        }
        FileChannel channel = open(store, thread);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new StoreLock(thread, channel));
            }
        } catch (IOException | RuntimeException e) {
            release(thread, channel);
            throw e;
        }
        release(thread, channel);
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        release(thread, channel);
    }

    private static ReentrantLock threadLock(Path store) throws IOException {
        return THREADS.computeIfAbsent(store.toRealPath(), path -> new ReentrantLock());
    }

    private static FileChannel open(Path store, ReentrantLock thread) throws IOException {
        try {
            return FileChannel.open(Files.createDirectories(store).resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException | RuntimeException e) {
            thread.unlock();
            throw e;
        }
    }

    private static void release(ReentrantLock thread, FileChannel channel) throws IOException {
        try {
            channel.close();
        } finally {
            thread.unlock();
        }
    }
}
