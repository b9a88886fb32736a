package dev.retort.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/** Holds a home for one process. The operating system frees it when the process ends in whatever way. */
final class HomeLock implements AutoCloseable {
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
            throw new HomeInUseException(home.folder(), Files.exists(owner) ? Files.readString(owner).trim() : "unknown");
        }
        Files.writeString(owner, ProcessHandle.current().pid() + System.lineSeparator());
        return new HomeLock(channel);
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
