package dev.retort.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

import dev.retort.time.Stopwatch;
import org.jspecify.annotations.Nullable;

/** Holds a home for one process. The operating system frees it when the process ends in whatever way. */
final class HomeLock implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws HomeInUseException naming the process that holds the home */
    static HomeLock take(Home home) throws IOException {
        Files.createDirectories(home.folder());
        Path owner = home.folder().resolve("pid"); // not the locked file: closing any handle of that one would free a POSIX lock
        FileChannel channel = FileChannel.open(home.folder().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new HomeInUseException(home.folder(), owner(owner));
        }
        Files.writeString(owner, ProcessHandle.current().pid() + System.lineSeparator());
        return new HomeLock(channel);
    }

    /** The process that holds the lock. It writes its number a moment after it has it: until then the file is empty, or names one that has ended. */
    private static Optional<ProcessHandle> owner(Path file) throws IOException {
        Stopwatch since = new Stopwatch();
        while (true) {
            Optional<ProcessHandle> alive = Files.exists(file) ? running(Files.readString(file).strip()) : Optional.empty();
            if (alive.isPresent() || since.isPast(ANSWER_WITHIN)) {
                return alive;
            }
            try {
                Thread.sleep(BETWEEN_LOOKS.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private static Optional<ProcessHandle> running(String number) {
        try {
            return ProcessHandle.of(Long.parseLong(number)).filter(ProcessHandle::isAlive);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
