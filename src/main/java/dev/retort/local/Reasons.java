package dev.retort.local;

import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** A failure as part of one line for a user. */
final class Reasons {
    private Reasons() {}

    /** The innermost cause's message. */
    static String of(Throwable problem) {
        Throwable cause = problem.getCause();
        if (cause != null) {
            return of(cause);
        }
        String said = Optional.ofNullable(problem.getMessage()).orElse("").strip().replaceAll("\\s*\\R\\s*", " ");
        if (said.isEmpty()) {
            return problem.getClass().getSimpleName();
        }
        return kind(problem).map(kind -> kind + " " + said).orElse(said);
    }

    /** Some exceptions name only the thing, and say by their class what is wrong with it. */
    private static Optional<String> kind(Throwable problem) {
        if (problem instanceof UnknownHostException) {
            return Optional.of("unknown host");
        }
        if (problem instanceof FileSystemException file && file.getReason() == null) {
            return Optional.of(file instanceof AccessDeniedException
                    ? "no access to"
                    : file instanceof NoSuchFileException
                            ? "no such file"
                            : file instanceof FileAlreadyExistsException ? "in the way is" : "cannot use");
        }
        return problem instanceof FileNotFoundException ? Optional.of("cannot open") : Optional.empty();
    }
}
