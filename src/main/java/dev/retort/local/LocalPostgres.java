package dev.retort.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A PostgreSQL server as a child process, on loopback, with a data folder that survives restarts. */
final class LocalPostgres implements AutoCloseable {
    private final EmbeddedPostgres server;

    private LocalPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * @param folder the data and the log
     * @param binaries where the server's programs are unpacked at the first start
     */
    static LocalPostgres start(Path folder, Path binaries, int port) throws IOException {
        Files.createDirectories(folder);
        Files.createDirectories(binaries);
        Path data = folder.resolve("data");
        stopOrphan(data.resolve("postmaster.pid"));
        var log = ProcessBuilder.Redirect.appendTo(folder.resolve("postgres.log").toFile());
        try {
            return new LocalPostgres(EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(binaries.toFile())
                    .setPort(port)
                    .setLocaleConfig("locale", "C.UTF-8").setLocaleConfig("encoding", "UTF8")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "")
                    // the library is made for tests and would trade durability for speed
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("shared_buffers", "64MB")
                    .setServerConfig("max_connections", "60")
                    .setServerConfig("jit", "off")
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setErrorRedirector(log).setOutputRedirector(log)
                    .start());
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "PostgreSQL did not start in %s (its log: %s): %s".formatted(folder, folder.resolve("postgres.log"), e.getMessage()),
                    e);
        }
    }

    /** After kill -9 of this program the database server lives on without a parent, and holds the data folder. */
    private static void stopOrphan(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).trim());
        var orphan = ProcessHandle.of(pid).filter(p -> p.info().command().map(c -> c.endsWith("/postgres")).orElse(false));
        if (orphan.isEmpty()) {
            return;
        }
        stop(orphan.get());
    }

    private static void stop(ProcessHandle orphan) throws IOException {
        // SIGTERM waits for the clients that are left; SIGINT, which disconnects them, has no name in Java
        new ProcessBuilder("kill", "-INT", Long.toString(orphan.pid())).start();
        try {
            orphan.onExit().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a PostgreSQL server left over from before, process %d, does not stop".formatted(orphan.pid()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
