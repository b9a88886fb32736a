package dev.retort.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;

/** A file that its readers find as it was before or as it is now, and never in between. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Writes the content.
     *
     * @param <T> what the writer has to tell
     * @param <E> what makes it fail
     */
    @FunctionalInterface
    public interface Writing<T, E extends Exception> {
        T to(Path partial) throws E;
    }

    /** Replaces a file by a text in UTF-8. */
    public static void replace(Path file, String text) throws IOException {
        replace(file, partial -> Files.writeString(partial, text));
    }

    /**
     * Replaces a file in one step, once the disk has the new content. Permissions stay as they were: a configuration may hold a password.
     * If writing fails, the file is as it was.
     *
     * @param file lies in a folder that exists
     */
    public static <T, E extends Exception> T replace(Path file, Writing<T, E> writing) throws IOException, E {
        // of a name of its own, since two processes may write at the same time
        Path partial = file.resolveSibling("%s.%d.partial".formatted(file.getFileName(), ProcessHandle.current().pid()));
        try {
            T told = writing.to(partial);
            PosixFileAttributeView before = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (before != null && Files.exists(file)) {
                Files.setPosixFilePermissions(partial, before.readAttributes().permissions());
            }
            Folders.force(partial);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return told;
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
