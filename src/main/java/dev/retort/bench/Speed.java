package dev.retort.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.retort.generation.Sampling;
import dev.retort.generation.Throughput;
import dev.retort.generation.Throughput.Decoding;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Torch;
import dev.retort.training.TrainingThroughput;

/** Tokens per second of a model that has the machine to itself. */
public final class Speed {
    private static final int PROMPT = 128;
    private static final int NEW_TOKENS = 64;
    private static final int RUNS = 3; // the best counts: what else the machine does only slows
    private static final int TRAINING_STEPS = 5;

    private Speed() {}

    public static Map<String, Object> answering(Gpt2 model, Consumer<String> line) throws IOException {
        Map<String, Object> figures = new LinkedHashMap<>();
        for (int sequences : new int[]{1, 8, 32}) {
            Decoding decoding = Torch.apart(() -> decode(model, sequences));
            double millis = decoding.step().toNanos() / 1e6;
            line.accept("decode, %2d sequences %,10.0f tokens/s   %.2f ms a token each".formatted(sequences, decoding.tokensPerSecond(),
                    millis));
            figures.put("decode" + sequences, Map.of("tokensPerSecond", decoding.tokensPerSecond(), "stepMillis", millis));
        }
        int prompt = Math.min(512, model.config().contextLength() / 2);
        double prefill = Torch.apart(() -> Throughput.prefill(model, prompt, 5));
        line.accept(
                "prefill, %d tokens   %,10.0f tokens/s   first token after %,.0f ms".formatted(prompt, prefill, 1e3 * prompt / prefill));
        figures.put("prefill", Map.of("tokensPerSecond", prefill, "promptTokens", prompt, "firstTokenMillis", 1e3 * prompt / prefill));
        figures.putAll(EngineSpeed.measure(model, EngineSpeed.ROUNDS, line));
        return figures;
    }

    private static Decoding decode(Gpt2 model, int sequences) {
        int room = model.config().contextLength() - 4;
        int prompt = Math.min(PROMPT, room / 2);
        return IntStream.range(0, RUNS)
                .mapToObj(run -> Throughput.decode(model, sequences, prompt, Math.min(NEW_TOKENS, room - prompt), Sampling.greedy()))
                .max(Comparator.comparing(Decoding::tokensPerSecond)).orElseThrow();
    }

    public static Map<String, Object> training(Path folder, Device device, Consumer<String> line) throws IOException {
        List<TrainingThroughput> measured = TrainingThroughput.measure(folder, device, TRAINING_STEPS);
        for (TrainingThroughput t : measured) {
            line.accept("train, %d × %d        %,10.0f tokens/s   %3.0f %% of the tokens learned".formatted(t.rows(), t.length(),
                    t.tokensPerSecond(),
                    t.labelledShare() * 100));
        }
        return Map.of("training",
                measured.stream().map(t -> Map.of("rows", t.rows(), "length", t.length(), "labelledShare", t.labelledShare(),
                        "tokensPerSecond", t.tokensPerSecond())).toList());
    }
}
