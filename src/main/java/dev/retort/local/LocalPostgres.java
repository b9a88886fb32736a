package dev.retort.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import dev.retort.artifacts.Folders;

/** A PostgreSQL server as a process of its own, on loopback, with a data folder that survives restarts. */
final class LocalPostgres implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int ATTEMPTS = 10;
    private static final String START_SECONDS = "60";
    private static final String STOP_SECONDS = "20";
    private static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", Ports.LOOPBACK,
            "unix_socket_directories", "",
            "timezone", "UTC",
            "shared_buffers", "64MB",
            "max_connections", "60",
            "jit", "off");

    private final PostgresPrograms programs;
    private final Path folder;
    private final int port;
    private final ProcessHandle server;

    private LocalPostgres(PostgresPrograms programs, Path folder, int port) throws IOException {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
        this.server = ProcessHandle.of(owner(pidFile(folder))).orElseThrow(() -> new IOException("it has ended right after its start"));
    }

    /** Gives the port to listen on. It is asked again when somebody else took that port before PostgreSQL could. */
    @FunctionalInterface
    interface PortChoice {
        HeldPort choose(int attempt) throws IOException;
    }

    /**
     * Starts it and waits until it accepts connections.
     *
     * @param folder the data and the log
     * @param binaries where the server's programs are unpacked at the first start
     * @throws IOException saying why it did not start; then nothing of it runs
     */
    static LocalPostgres start(Path folder, Path binaries, PortChoice ports) throws IOException {
        Path log = folder.resolve("postgres.log");
        try {
            Files.createDirectories(folder);
            PostgresPrograms programs = PostgresPrograms.in(binaries);
            stopOrphan(folder);
            if (!Files.exists(data(folder).resolve("postgresql.conf"))) {
                create(programs, folder, PostgresLog.at(log));
            }
            for (int attempt = 1;; attempt++) {
                PostgresLog said = PostgresLog.at(log);
                try (HeldPort port = ports.choose(attempt)) {
                    return start(programs, folder, port.number(), said);
                } catch (IOException e) {
                    if (attempt == ATTEMPTS || !said.saysPortTaken()) {
                        throw e;
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new IOException("PostgreSQL did not start in %s (its log: %s): %s".formatted(folder, log, Reasons.of(e)), e);
        }
    }

    private static LocalPostgres start(PostgresPrograms programs, Path folder, int port, PostgresLog log) throws IOException {
        List<String> options = new ArrayList<>(List.of("-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> options.addAll(List.of("-c", name + "=" + value)));
        try {
            // this program waits for the server and, unlike a connection, can't take another's server on the same port for it
            int code = run(programs.program("pg_ctl", List.of("start", "-w", "-t", START_SECONDS, "-D", data(folder).toString(), "-o",
                    String.join(" ", options))), log);
            if (code != 0) {
                throw new IOException(log.reason().orElse("pg_ctl ended with " + code));
            }
            return new LocalPostgres(programs, folder, port);
        } catch (IOException e) {
            abandon(programs, folder);
            throw e;
        } catch (InterruptedException e) {
            abandon(programs, folder);
            Thread.currentThread().interrupt();
            throw new IOException("its start was broken off", e);
        }
    }

    /** Half a data folder would be refused for ever, so that it gets its name when it is whole. */
    private static void create(PostgresPrograms programs, Path folder, PostgresLog log) throws IOException {
        Path unfinished = folder.resolve("data-" + ProcessHandle.current().pid());
        Folders.delete(unfinished);
        Process initdb = programs
                .program("initdb", List.of("-A", "trust", "-U", "postgres", "-D", unfinished.toString(), "-E", "UTF8", "--locale",
                        "C.UTF-8"))
                .redirectErrorStream(true).redirectOutput(log.redirect()).start();
        int code = initdb.onExit().join().exitValue();
        if (code != 0) {
            throw new IOException(log.reason().orElse("initdb ended with " + code));
        }
        Files.move(unfinished, data(folder), StandardCopyOption.ATOMIC_MOVE); // initdb has waited for the disk
    }

    /** Ends a start that took too long, or was not waited for: it must not come up later. */
    private static void abandon(PostgresPrograms programs, Path folder) throws IOException {
        if (Files.exists(pidFile(folder))) {
            stop(programs, folder, "immediate").onExit().join();
        }
    }

    private static Process stop(PostgresPrograms programs, Path folder, String mode) throws IOException {
        return programs.program("pg_ctl", List.of("stop", "-w", "-t", STOP_SECONDS, "-m", mode, "-D", data(folder).toString()))
                .redirectErrorStream(true).redirectOutput(new PostgresLog(folder.resolve("postgres.log"), 0).redirect()).start();
    }

    private static int run(ProcessBuilder program, PostgresLog log) throws IOException, InterruptedException {
        Process process = program.redirectErrorStream(true).redirectOutput(log.redirect()).start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }

    int port() {
        return port;
    }

    /** Tells when the server has ended, whether or not it was to end. It is nobody's child, so that one has to look. */
    void whenEnded(Consumer<IOException> told) {
        var watch = new Thread(() -> {
            try {
                while (server.isAlive()) {
                    Thread.sleep(LOOK.toMillis());
                }
                told.accept(new IOException("PostgreSQL in %s has ended (its log: %s)".formatted(folder, folder.resolve("postgres.log"))));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "postgres-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static Path data(Path folder) {
        return folder.resolve("data");
    }

    private static Path pidFile(Path folder) {
        return data(folder).resolve("postmaster.pid");
    }

    /** After kill -9 of this program the database server lives on without a parent, and holds the data folder. */
    private static void stopOrphan(Path folder) throws IOException {
        Path pidFile = pidFile(folder);
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> orphan = ProcessHandle.of(owner(pidFile)).filter(process -> isServer(process, folder));
        if (orphan.isPresent()) {
            stop(orphan.get());
        }
    }

    /** Whether it is this folder's: since a crash of the machine its number may have become another's. */
    private static boolean isServer(ProcessHandle process, Path folder) {
        return process.info().command().map(command -> command.endsWith("/postgres")).orElse(false)
                && process.info().arguments().map(all -> List.of(all).contains(data(folder).toString())).orElse(true);
    }

    private static long owner(Path pidFile) throws IOException {
        try {
            return Long.parseLong(Files.readAllLines(pidFile).get(0).trim());
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new IOException(pidFile + " does not begin with the number of a process", e);
        }
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
        if (stop(programs, folder, "fast").onExit().join().exitValue() != 0 && server.isAlive()) {
            stop(programs, folder, "immediate").onExit().join();
        }
    }
}
