package dev.retort.local;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The file to which PostgreSQL's programs write, from the place where it ended when this was made. */
record PostgresLog(Path file, long from) {
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern PREFIX = Pattern.compile("^\\d{4}-\\S+ \\S+ \\S+ \\[\\d+] |^(initdb|pg_ctl|postgres|unshare): ");

    static PostgresLog at(Path file) throws IOException {
        return new PostgresLog(file, Files.exists(file) ? Files.size(file) : 0);
    }

    ProcessBuilder.Redirect redirect() {
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    /** Whether the port that it was to listen on is somebody else's. */
    boolean saysPortTaken() {
        return lines().stream().anyMatch(line -> line.contains("could not bind") && line.contains("Address already in use"));
    }

    /** The line that says best why PostgreSQL ended; empty if it has written nothing. */
    Optional<String> reason() {
        List<String> lines = lines();
        return Stream.<Predicate<String>>of(line -> line.contains("could not bind"), line -> line.startsWith("error: "),
                line -> line.startsWith("FATAL: ") || line.startsWith("PANIC: "), line -> true)
                .flatMap(best -> lines.stream().filter(best).reduce((first, last) -> last).stream()).findFirst()
                .map(line -> line.replaceFirst("^[A-Z]+: +|^error: ", ""));
    }

    private List<String> lines() {
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(Math.max(from, channel.size() - MOST_BYTES));
            String written = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            return written.lines().map(line -> PREFIX.matcher(line).replaceFirst("").strip()).filter(line -> !line.isEmpty()).toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
