package dev.retort.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.retort.generation.Sampling;
import dev.retort.generation.Throughput;
import dev.retort.generation.Throughput.Decoding;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.training.TrainingThroughput;

/** Tokens per second of a model that has the machine to itself. */
public final class Speed {
    private static final Sampling SAMPLING = new Sampling(0.8, 50, 0.95, 1, 1);
    private static final int PROMPT = 64;
    private static final int NEW_TOKENS = 48;
    private static final int TRAINING_STEPS = 5;

    private Speed() {}

    public static Map<String, Object> answering(Gpt2 model, Consumer<String> line) {
        Map<String, Object> figures = new LinkedHashMap<>();
        for (int sequences : new int[]{1, 8, 32}) {
            Decoding decoding = Throughput.decode(model, sequences, PROMPT, NEW_TOKENS, SAMPLING);
            double millis = decoding.step().toNanos() / 1e6;
            line.accept("decode, %2d sequences %,10.0f tokens/s   %.2f ms a token each".formatted(sequences, decoding.tokensPerSecond(),
                    millis));
            figures.put("decode" + sequences, Map.of("tokensPerSecond", decoding.tokensPerSecond(), "stepMillis", millis));
        }
        int prompt = Math.min(512, model.config().contextLength() / 2);
        double prefill = Throughput.prefill(model, prompt, 5);
        line.accept("prefill, %d tokens   %,10.0f tokens/s".formatted(prompt, prefill));
        figures.put("prefill", Map.of("tokensPerSecond", prefill, "promptTokens", prompt));
        return figures;
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
