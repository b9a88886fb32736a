package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/** The built program, {@code serve}, as a process of its own on a home that outlives it. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final long SIGINT = 1 << 1;

    private final Process process;
    private final Path home;
    private final Path log;
    private final URI http;

    private Program(Process process, Path home, Path log) throws IOException {
        this.process = process;
        this.home = home;
        this.log = log;
        Path address = home.resolve("address");
        Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(address) || !process.isAlive());
        assertThat(process.isAlive()).as("it runs; its log: %s", log()).isTrue();
        this.http = URI.create(Files.readString(address));
    }

    /** Starts it and waits until it can be used. Settings are environment variables. */
    static Program start(Path home, Map<String, String> settings) throws IOException {
        Files.createDirectories(home);
        Files.deleteIfExists(home.resolve("address")); // what a killed one has left
        Path log = home.resolve("log");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                "-XX:+UseSerialGC", "-Dai.djl.offline=true", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-jar",
                jar().toString(), "serve", "--port", "0"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("RETORT_"));
        builder.environment().put("RETORT_HOME", home.toString());
        builder.environment().put("RETORT_POSTGRES_BINARIES", Path.of("target", "postgres-binaries").toAbsolutePath().toString());
        builder.environment().putAll(settings);
        Process process = builder.start();
        try {
            return new Program(process, home, log);
        } catch (IOException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().endsWith("-runner.jar")).findFirst().orElseThrow().toAbsolutePath();
        }
    }

    URI http() {
        return http;
    }

    String loginToken() throws IOException {
        return Files.readString(home.resolve("secrets").resolve("login-token")).strip();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** Where the embedded service of this name listens. */
    int port(String service) throws IOException {
        Properties ports = new Properties();
        try (var in = Files.newInputStream(home.resolve("ports.properties"))) {
            ports.load(in);
        }
        return Integer.parseInt(ports.getProperty(service));
    }

    /** The database server and its workers; it has detached itself from who started it. */
    List<ProcessHandle> databaseProcesses() throws IOException {
        String server = Files.readAllLines(home.resolve("postgres").resolve("data").resolve("postmaster.pid")).get(0);
        ProcessHandle database = ProcessHandle.of(Long.parseLong(server.strip())).orElseThrow();
        return Stream.concat(Stream.of(database), database.descendants()).toList();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends the signal, such as {@code TERM}, and returns the exit code. */
    int stop(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it ends; its log: %s", log()).isTrue();
        return process.exitValue();
    }

    /** Whether it gets what Ctrl-C sends: a shell lets what runs in its background ignore it, tests and all that they start. */
    static boolean hearsCtrlC() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return true;
        }
        String ignored = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:")).findFirst().orElse("SigIgn: 0");
        return (Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) & SIGINT) == 0;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (process.isAlive()) {
            stop("TERM");
        }
    }
}
