package dev.retort.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.retort.artifacts.Folders;
import dev.retort.bench.BesideTraining;
import dev.retort.bench.Learning;
import dev.retort.bench.MemoryCost;
import dev.retort.bench.ModelShape;
import dev.retort.bench.RecallSpeed;
import dev.retort.bench.ServerSpeed;
import dev.retort.bench.Speed;
import dev.retort.bench.TrainingLoad;
import dev.retort.local.Home;
import dev.retort.memory.MemorySettings;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.ModelConfig;
import dev.retort.model.Tokenizer;
import dev.retort.model.Torch;
import dev.retort.terminal.Terminal;
import dev.retort.training.Compute;
import dev.retort.training.Lora;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "bench", sortOptions = false, description = "Measures how fast this machine answers and trains.")
final class BenchCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--model", paramLabel = "MODEL", description = "A version or a model folder; default: the base model.")
    Optional<String> model = Optional.empty();

    @Option(names = "--shape", paramLabel = "SHAPE", description = "Random weights of a shape instead: starter (4 million), gpt2 (124 million).")
    @Nullable
    ModelShape shape;

    @Option(names = "--kernel", paramLabel = "KERNEL", defaultValue = "fp32", description = "fp32, fp16, bf16 or int8 (default: ${DEFAULT-VALUE}).")
    String kernel = "fp32";

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "cpu, or cuda:0 and so on (default: ${DEFAULT-VALUE}).")
    String device = "cpu";

    @Option(names = "--while-training", description = "Only: a chat's time for each token, alone and beside a process that trains.")
    boolean whileTraining;

    @Option(names = "--training", paramLabel = "FILE", description = "Only: learn rows of token ids, JSON lines of prompt and completion.")
    Optional<Path> training = Optional.empty();

    @Option(names = "--held-out", paramLabel = "FILE", description = "Rows whose loss is told after --training; default: the same file.")
    Optional<Path> heldOut = Optional.empty();

    @Option(names = "--lora-rank", paramLabel = "N", description = "With --training: an adapter learns instead of all weights.")
    Optional<Integer> loraRank = Optional.empty();

    @Option(names = "--precision", paramLabel = "PRECISION", defaultValue = "fp32", description = "With --training: fp32, bf16 or auto (default: ${DEFAULT-VALUE}).")
    Compute.Matrices precision = Compute.Matrices.FP32;

    @Option(names = "--recompute", description = "With --training: compute layers again instead of keeping them.")
    boolean recompute;

    @Option(names = "--answering", description = "Only how fast it answers, not how fast it trains.")
    boolean answering;

    @Option(names = "--url", paramLabel = "URL", description = "Only: clients of a running server (http://HOST:PORT) that serves this model.")
    Optional<URI> url = Optional.empty();

    @Option(names = "--clients", paramLabel = "N", defaultValue = "32", description = "With --url: how many at once (default: ${DEFAULT-VALUE}).")
    int clients = 32;

    @Option(names = "--through", paramLabel = "WAY", description = "With --url: websocket or http (POST /v1/completions); default: one after the other.")
    Optional<ServerSpeed.Way> through = Optional.empty();

    @Option(names = "--requests", paramLabel = "N", description = "With --url: how many in all; default: two of each client.")
    Optional<Integer> requests = Optional.empty();

    @Option(names = "--pid", paramLabel = "PID", description = "With --url: the server's process on this machine; its memory is told on the way.")
    Optional<Long> process = Optional.empty();

    @Option(names = "--token", paramLabel = "TOKEN", description = "With --url: the login token; without it the clients are visitors.")
    Optional<String> token = Optional.empty();

    enum MemoryUse {
        OFF, ON, BOTH
    }

    @Option(names = "--memory", paramLabel = "USE", defaultValue = "off", description = {
            "With --url through websocket: off, on (the server looks for corrections before each reply), or both in turn, and what that costs (default: ${DEFAULT-VALUE})."})
    MemoryUse memory = MemoryUse.OFF;

    @Option(names = "--corrections", paramLabel = "N", description = "Only: the time in which a memory of so many corrections looks for one.")
    Optional<Integer> corrections = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    boolean json;

    @Option(names = "--train-load", hidden = true, description = "Train until standard input ends.")
    boolean trainLoad;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (corrections.isPresent()) {
            if (corrections.get() < 1) {
                throw new BadInputException("--corrections is %d, expected at least 1".formatted(corrections.get()));
            }
            print(RecallSpeed.measure(corrections.get(), MemorySettings.DEFAULT.known(), this::row));
            return Retort.OK;
        }
        Path scratch = Files.createTempDirectory("retort-bench");
        try {
            if (shape != null) {
                return run(shape.name(), shape.write(scratch.resolve("model")), parsed());
            }
            ModelChoice chosen = ModelChoice.orBase(Home.configured(), model);
            return run(chosen.version().isPresent() ? chosen.name() : chosen.folder().toString(), chosen.folder(), parsed());
        } finally {
            Folders.delete(scratch);
        }
    }

    private record On(Device device, Kernel kernel) {}

    private On parsed() throws BadInputException {
        try {
            return new On(Device.parse(device), Kernel.parse(kernel));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Retort.oneLine(e));
        }
    }

    private int run(String chosen, Path folder, On on) throws IOException, BadInputException {
        if (trainLoad) {
            TrainingLoad.run(folder, on.device(), terminal::say);
            return Retort.OK;
        }
        if (training.isPresent()) {
            Map<String, Object> learned = Learning.measure(folder, training.get(), heldOut.orElse(training.get()),
                    loraRank.map(Lora::ofRank), new Compute(precision, recompute), on.device());
            learned.forEach((name, value) -> row("%-16s %s".formatted(name, value)));
            print(learned);
            return Retort.OK;
        }
        if (url.isPresent()) {
            print(throughServer(folder, url.get()));
            return Retort.OK;
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("model", chosen);
        figures.put("device", on.device().toString());
        figures.put("kernel", on.kernel().name().toLowerCase(Locale.ROOT));
        figures.put("processors", Runtime.getRuntime().availableProcessors());
        Torch.useThreads();
        if (!json) {
            figures.forEach((name, value) -> terminal.say("%-12s %s".formatted(name, value)));
        }
        try (Gpt2 loaded = Torch.apart(() -> Gpt2.load(folder, on.device(), on.kernel()))) {
            if (whileTraining) {
                figures.putAll(BesideTraining.measure(loaded, folder, this::row));
            } else {
                figures.putAll(Speed.answering(loaded, this::row));
            }
        }
        if (!whileTraining && !answering) {
            figures.putAll(Speed.training(folder, on.device(), this::row));
        }
        print(figures);
        return Retort.OK;
    }

    private Map<String, Object> throughServer(Path folder, URI server) throws IOException, BadInputException {
        ServerSpeed speed = new ServerSpeed(server, token, clients, requests.orElse(ServerSpeed.usualRequests(clients)), process,
                memory == MemoryUse.ON);
        if (clients < 1 || speed.requests() < 1 || !Set.of("http", "https").contains(String.valueOf(server.getScheme()))) {
            throw new BadInputException("--url is %s with %d clients and %d requests, expected http://HOST:PORT and at least 1 of each"
                    .formatted(server, clients, speed.requests()));
        }
        if (!speed.canTellMemory()) {
            throw new BadInputException(
                    "--pid is %d, expected a process on this machine whose memory /proc tells".formatted(process.get()));
        }
        ModelConfig config = ModelConfig.read(folder);
        Map<String, Object> figures = new LinkedHashMap<>();
        try (Tokenizer tokenizer = Tokenizer.read(folder)) {
            if (memory == MemoryUse.BOTH) {
                return new MemoryCost(server, token, clients, speed.requests()).measure(tokenizer, config, this::row);
            }
            for (ServerSpeed.Way way : through.map(List::of).orElse(List.of(ServerSpeed.Way.values()))) {
                figures.putAll(speed.measure(way, tokenizer, config, this::row));
            }
        }
        return figures;
    }

    private void print(Map<String, Object> figures) throws IOException {
        if (json) {
            terminal.say(new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(figures));
        }
    }

    private void row(String line) {
        if (!json) {
            terminal.say(line);
        }
    }
}
