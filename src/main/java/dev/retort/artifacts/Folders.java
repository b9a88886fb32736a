package dev.retort.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole folders at once. */
public final class Folders {
    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private Folders() {}

    /** Deletes the folder with all it holds, without following links. Nothing happens if it is not there. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (Path path : all(folder)) {
            Files.deleteIfExists(path);
        }
    }

    /** Copies the files of a folder, which has no folders inside. Files that are there already are replaced. */
    public static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /**
     * Gives a finished folder its name in one step, once the disk has all of it.
     *
     * @param finished must not be there, or be an empty folder
     */
    public static void publish(Path unfinished, Path finished) throws IOException {
        for (Path path : all(unfinished)) {
            force(path);
        }
        Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
        force(finished.toAbsolutePath().resolveSibling(""));
    }

    /** Waits until the disk has a file's content, or a folder's entries. Windows can't open a folder for this, and orders its entries itself. */
    static void force(Path path) throws IOException {
        if (WINDOWS && Files.isDirectory(path)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(path, WINDOWS ? StandardOpenOption.WRITE : StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The folder and all in it, the deepest first. */
    private static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
