package dev.retort.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.retort.client.ServerAddress;
import dev.retort.local.Home;
import dev.retort.time.Stopwatch;

/** {@code retort serve} as a process of its own, on a home of its own. It ends when this process ends, however that happens. */
final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private final Process process;
    private final Home home;
    private final Path log;

    private ServerProcess(Process process, Home home, Path log) {
        this.process = process;
        this.home = home;
        this.log = log;
    }

    /**
     * Starts it on a home where no server has been.
     *
     * @param keep what looks like personal data and is the desk's own
     * @param settings for the environment; else it has those that a server has by itself
     */
    static ServerProcess start(Home home, List<String> keep, Map<String, String> settings) throws IOException {
        Path log = home.folder().resolve("server.log");
        ProcessBuilder builder = new ThisProgram(home, settings).command(log, "serve", "--port", "0", "--with-parent");
        if (!keep.isEmpty()) {
            builder.environment().put("RETORT_CURATION_KEEP", String.join(",", keep));
        }
        var server = new ServerProcess(builder.start(), home, log);
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-server"));
        return server;
    }

    Path log() {
        return log;
    }

    /** The last thing in its log that begins with these words. */
    Optional<String> lastSaid(String beginning) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(beginning)).map(line -> line.substring(line.indexOf(beginning)))
                    .reduce((earlier, later) -> later);
        }
    }

    /** Waits until it can be used. */
    ServerAddress awaitReady() throws IOException {
        var waited = new Stopwatch();
        while (!Files.exists(home.address())) {
            if (!process.isAlive()) {
                throw new IOException(
                        "the server ended with code %d: %s; its log is %s".formatted(process.exitValue(), ThisProgram.lastLine(log), log));
            }
            if (waited.isPast(PATIENCE)) {
                throw new IOException("the server is not ready after %d s; its log is %s".formatted(PATIENCE.toSeconds(), log));
            }
            pause(Duration.ofMillis(50));
        }
        return new ServerAddress(URI.create(Files.readString(home.address()).strip()),
                Optional.of(Files.readString(home.loginToken()).strip()));
    }

    static void pause(Duration duration) throws IOException {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
