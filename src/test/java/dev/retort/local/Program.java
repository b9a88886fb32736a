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
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.retort.Patience;
import dev.retort.client.ServerAddress;

/** {@code retort} as a user has it: a process of its own, from the built program, on a home that outlives it. It ends when closed. */
public final class Program implements AutoCloseable {
    static final Path POSTGRES_BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final long SIGINT = 1 << 1;

    private final Process process;
    private final Home home;
    private final Path log;

    private Program(Process process, Home home, Path log) {
        this.process = process;
        this.home = home;
        this.log = log;
    }

    /**
     * Starts it; settings are environment variables, besides {@code RETORT_HOME} and the place of the database's programs. No other {@code RETORT_}
     * is passed on.
     */
    public static Program serve(Home home, Path log, Map<String, String> settings) throws IOException {
        Files.deleteIfExists(home.address()); // what a killed one has left
        return start(home, log, settings, "serve", "--port", "0");
    }

    /** Starts {@code retort} with any arguments, otherwise like {@link #serve}. */
    public static Program start(Home home, Path log, Map<String, String> settings, String... arguments) throws IOException {
        return new Program(java(home, log, settings, "-XX:SharedArchiveFile=" + classData(), arguments), home, log);
    }

    /** With the launcher's options, so that starts take here what they take there. */
    private static Process java(Home home, Path log, Map<String, String> settings, String archive, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                "-XX:+UseSerialGC", "-XX:Tier4InvocationThreshold=50000", "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=150000", "-XX:Tier4BackEdgeThreshold=400000", archive, "-Xlog:disable", "-Xlog:all=error:stderr",
                "-Dai.djl.offline=true", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-jar", jar().toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("RETORT_"));
        builder.environment().put("RETORT_HOME", home.folder().toString());
        builder.environment().put("RETORT_POSTGRES_BINARIES", POSTGRES_BINARIES.toString());
        builder.environment().putAll(settings);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // where a test is ended from outside
        return process;
    }

    /** The archive of class data that all starts share, as the launcher's do. The first start of a new jar makes it. */
    private static Path classData() throws IOException {
        Path archive = Path.of("target", "tests.jsa").toAbsolutePath();
        synchronized (Process.class) { // one lock for all class loaders
            if (!Files.exists(archive) || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar())) < 0) {
                Files.deleteIfExists(archive);
                Path folder = Files.createTempDirectory(Path.of("target"), "class-data").toAbsolutePath();
                try {
                    java(new Home(folder.resolve("home")), folder.resolve("log"), Map.of(), "-XX:ArchiveClassesAtExit=" + archive, "serve",
                            "--port", "0", "--exit-when-ready").waitFor();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                if (!Files.exists(archive)) {
                    Files.createFile(archive); // an empty one is ignored: slower, not wrong
                }
            }
        }
        return archive;
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().endsWith("-runner.jar")).findFirst().orElseThrow().toAbsolutePath();
        }
    }

    /** Everything that it has said. */
    public String said() throws IOException {
        return Files.readString(log);
    }

    /** How it ended by itself. */
    public int exitCode() throws IOException, InterruptedException {
        return exitCode(LONG);
    }

    /** Waits until it has ended. */
    public int exitCode(Duration atMost) throws IOException, InterruptedException {
        if (!process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("still runs: " + said());
        }
        return process.exitValue();
    }

    /** Waits until it can be used. */
    public ServerAddress ready() throws IOException {
        Patience.await().until(() -> Files.exists(home.address()) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("ended with " + process.exitValue() + ": " + said());
        }
        return new ServerAddress(URI.create(Files.readString(home.address()).strip()),
                Optional.of(Files.readString(home.loginToken()).strip()));
    }

    /** Where the embedded service of this name listens. */
    public int port(String service) throws IOException {
        Properties ports = new Properties();
        try (var in = Files.newInputStream(home.folder().resolve("ports.properties"))) {
            ports.load(in);
        }
        return Integer.parseInt(ports.getProperty(service));
    }

    /** The database server and its workers; it has detached itself from who started it. */
    public List<ProcessHandle> databaseProcesses() throws IOException {
        String server = Files.readAllLines(home.folder().resolve("postgres").resolve("data").resolve("postmaster.pid")).get(0);
        ProcessHandle database = ProcessHandle.of(Long.parseLong(server.strip())).orElseThrow();
        return Stream.concat(Stream.of(database), database.descendants()).toList();
    }

    /** The processes that it has started, and those that these have. */
    public List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends the signal, such as {@code TERM}, and returns the exit code. */
    public int stop(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        return exitCode();
    }

    /** Whether it gets what Ctrl-C sends: a shell lets what runs in its background ignore it, tests and all that they start. */
    public static boolean hearsCtrlC() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return true;
        }
        String ignored = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:")).findFirst().orElse("SigIgn: 0");
        return (Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) & SIGINT) == 0;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
