package dev.retort.trainer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.events.CurvePoint;
import org.jboss.logging.Logger;

/**
 * A trainer at work in a process of its own. It prints its progress as JSON lines on standard output; everything else it prints goes to {@code log.txt}
 * in its job folder. It ends itself when its standard input closes, so it cannot outlive this process.
 */
public final class TrainerProcess implements AutoCloseable {
    static final String LOG = "log.txt";
    private static final Logger LOGGER = Logger.getLogger(TrainerProcess.class);
    private static final int TAIL_LINES = 15;
    private static final int TAIL_BYTES = 8192;
    /** OpenMP's waiting threads must not spin beside a server, and freed memory goes back to the system. */
    private static final Map<String, String> ENVIRONMENT = Map.of("GOMP_SPINCOUNT", "10000", "MALLOC_ARENA_MAX", "2",
            "MALLOC_TRIM_THRESHOLD_", "131072");

    private final Path log;
    private final Process process;
    private final Thread reader;
    private volatile Optional<TrainerLine> latest = Optional.empty();
    private volatile boolean heard;
    private final List<CurvePoint> curve = new ArrayList<>();

    private TrainerProcess(Path log, Process process, Runnable onEnd) {
        this.log = log;
        this.process = process;
        this.reader = new Thread(() -> read(onEnd), "retort-trainer-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param onEnd called on another thread when the process has ended */
    public static TrainerProcess start(List<String> command, Path jobFolder, Runnable onEnd) throws IOException {
        Path log = jobFolder.resolve(LOG);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(ENVIRONMENT);
        return new TrainerProcess(log, builder.start(), onEnd);
    }

    private void read(Runnable onEnd) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter other = new PrintWriter(Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        true)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<TrainerLine> progress = parse(line);
                if (progress.isPresent()) {
                    progress.flatMap(TrainerLine::point).ifPresent(this::add); // before the line is seen
                    latest = progress.map(now -> now.keeping(latest));
                } else {
                    other.println(line);
                }
            }
        } catch (IOException e) {
            LOGGER.debugf(e, "the trainer's output ended");
        }
        heard = true;
        process.onExit().thenRun(onEnd);
    }

    private static Optional<TrainerLine> parse(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JobJson.MAPPER.readValue(line, TrainerLine.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    public long pid() {
        return process.pid();
    }

    public Optional<TrainerLine> latest() {
        return latest;
    }

    /** Steps that it has told of, without the first {@code known} of them. */
    public List<CurvePoint> curveAfter(int known) {
        synchronized (curve) {
            return List.copyOf(curve.subList(Math.min(known, curve.size()), curve.size()));
        }
    }

    private void add(CurvePoint point) {
        synchronized (curve) {
            curve.add(point);
        }
    }

    /** False once it has ended and all that it said has been read. */
    public boolean isAlive() { return process.isAlive() || !heard; }

    /** Its ending in words; only after it has ended. */
    public String ending() {
        int code = process.exitValue();
        return code > 128 ? "killed by signal " + (code - 128) : "exit code " + code;
    }

    /** True if it refused its job, so that trying again would not help; only after it has ended. */
    public boolean refused() {
        return process.exitValue() == TrainerMain.REFUSED;
    }

    /** The last lines of its log. */
    public String logTail() {
        try {
            byte[] bytes = Files.readAllBytes(log);
            String end = new String(bytes, Math.max(0, bytes.length - TAIL_BYTES), Math.min(bytes.length, TAIL_BYTES),
                    StandardCharsets.UTF_8);
            List<String> lines = end.lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    /** Kills it if it still works; waits until it and its reader are gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            reader.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
