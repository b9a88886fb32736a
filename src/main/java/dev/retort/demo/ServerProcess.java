package dev.retort.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.retort.artifacts.Folders;
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
     * Starts it on a home that holds nothing, with the settings that a server has by itself.
     *
     * @param keep the shop's own phone numbers, which are no personal data
     */
    static ServerProcess start(Home home, Path postgresBinaries, Optional<String> keep) throws IOException {
        Folders.delete(home.folder());
        Files.createDirectories(home.folder());
        Path log = home.folder().resolve("server.log");
        var builder = new ProcessBuilder(command()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RETORT_"));
        builder.environment().put("RETORT_HOME", home.folder().toString());
        keep.ifPresent(texts -> builder.environment().put("RETORT_CURATION_KEEP", texts));
        builder.environment().put("RETORT_POSTGRES_BINARIES", postgresBinaries.toString());
        var server = new ServerProcess(builder.start(), home, log);
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-server"));
        return server;
    }

    /** This program's own Java, options and class path. */
    private static List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(a -> !a.startsWith("-Dretort.terminal")).toList());
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "dev.retort.cli.Main", "serve", "--port", "0", "--with-parent"));
        return command;
    }

    Path log() {
        return log;
    }

    /** Waits until it can be used. */
    ServerAddress awaitReady() throws IOException {
        var waited = new Stopwatch();
        while (!Files.exists(home.address())) {
            if (!process.isAlive()) {
                throw new IOException("the server ended with code %d: %s; its log is %s".formatted(process.exitValue(), lastLine(), log));
            }
            if (waited.isPast(PATIENCE)) {
                throw new IOException("the server is not ready after %d s; its log is %s".formatted(PATIENCE.toSeconds(), log));
            }
            pause(Duration.ofMillis(50));
        }
        return new ServerAddress(URI.create(Files.readString(home.address()).strip()),
                Optional.of(Files.readString(home.loginToken()).strip()));
    }

    private String lastLine() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
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
