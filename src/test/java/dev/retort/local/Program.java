package dev.retort.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.retort.cli.client.ServerAddress;
import org.awaitility.Awaitility;

/** {@code retort serve} as a user has it: a process of its own, from the built program. It ends with this one, or when closed. */
final class Program implements AutoCloseable {
    static final Path POSTGRES_BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();
    private static final Duration LONG = Duration.ofMinutes(3);

    private final Process process;
    private final Home home;
    private final Path log;

    private Program(Process process, Home home, Path log) {
        this.process = process;
        this.home = home;
        this.log = log;
    }

    /** @param environment besides {@code RETORT_HOME} and the place of the database's programs; no other {@code RETORT_} is passed on */
    static Program serve(Home home, Path log, Map<String, String> environment) throws IOException {
        Path jar;
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            jar = built.filter(file -> file.toString().endsWith("-runner.jar")).findFirst().orElseThrow();
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                "-XX:+UseSerialGC", "-Dai.djl.offline=true", "-jar", jar.toString(), "serve", "--port", "0", "--with-parent"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RETORT_"));
        builder.environment().put("RETORT_HOME", home.folder().toString());
        builder.environment().put("RETORT_POSTGRES_BINARIES", POSTGRES_BINARIES.toString());
        builder.environment().putAll(environment);
        return new Program(builder.start(), home, log);
    }

    /** Everything that it has said. */
    String said() throws IOException {
        return Files.readString(log);
    }

    /** How it ended by itself. */
    int exitCode() throws IOException, InterruptedException {
        if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("still runs: " + said());
        }
        return process.exitValue();
    }

    ServerAddress ready() throws IOException {
        Awaitility.await().atMost(LONG).until(() -> Files.exists(home.address()) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("ended with " + process.exitValue() + ": " + said());
        }
        return new ServerAddress(URI.create(Files.readString(home.address()).strip()),
                Optional.of(Files.readString(home.loginToken()).strip()));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
