package dev.retort.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import dev.retort.generation.Sampling;
import dev.retort.generation.Throughput;
import dev.retort.model.Gpt2;

/** Measures the wait of a chat for each token, alone and beside a niced process that trains the same model. */
public final class BesideTraining {
    private static final int ROUNDS = 9;
    private static final int TOKENS = 64;
    private static final Duration AT_LEAST = Duration.ofSeconds(8);

    private BesideTraining() {}

    public static Map<String, Object> measure(Gpt2 model, Path folder, Consumer<String> line) throws IOException {
        double idle = millisPerToken(model);
        line.accept("alone                  %8.2f ms a token".formatted(idle));
        Process trainer = new ProcessBuilder(command(folder)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try { // the stream ends with the process: closing it first would pull it from under the reader
            var said = new BufferedReader(new InputStreamReader(trainer.getInputStream(), StandardCharsets.UTF_8));
            awaitBusy(said);
            var learned = new AtomicLong();
            var reader = new Thread(() -> said.lines().forEach(l -> learned.addAndGet(learned(l))), "trainer-output");
            reader.setDaemon(true);
            reader.start();
            long began = System.nanoTime();
            double busy = millisPerToken(model);
            long speed = Math.round(learned.get() * 1e9 / (System.nanoTime() - began));
            line.accept("beside a training       %7.2f ms a token".formatted(busy));
            line.accept("ratio                  %8.2f".formatted(busy / idle));
            line.accept("the training meanwhile %,8d tokens/s".formatted(speed));
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("idleMillisPerToken", idle);
            figures.put("whileTrainingMillisPerToken", busy);
            figures.put("ratio", busy / idle);
            figures.put("trainingTokensPerSecond", speed);
            return figures;
        } finally {
            trainer.destroyForcibly();
        }
    }

    private static void awaitBusy(BufferedReader said) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (learned(line) > 0) {
                return;
            }
        }
        throw new IOException("the training process ended before it began");
    }

    private static int learned(String line) {
        return line.startsWith(TrainingLoad.LEARNED) ? Integer.parseInt(line.substring(TrainingLoad.LEARNED.length()).strip()) : 0;
    }

    /** The median of several replies of one chat. They take long enough for several steps of the training. */
    private static double millisPerToken(Gpt2 model) {
        long end = System.nanoTime() + AT_LEAST.toNanos();
        List<Double> times = new ArrayList<>();
        while (times.size() < ROUNDS || System.nanoTime() < end) {
            times.add(Throughput.decode(model, 1, 32, TOKENS, Sampling.greedy()).step().toNanos() / 1e6);
        }
        Collections.sort(times);
        return times.get(times.size() / 2);
    }

    private static List<String> command(Path folder) {
        var command = new ArrayList<>(List.of("nice", "-n", "19", Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.retort.cli.Main", "bench", "--train-load", "--model",
                folder.toAbsolutePath().toString()));
        return command;
    }
}
