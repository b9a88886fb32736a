package dev.retort.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

import dev.retort.model.ModelConfig;
import dev.retort.model.Tokenizer;

/**
 * A running server's WebSocket without and with its memory, in turn, so that whatever else the machine does meets both.
 *
 * @param requests of each turn
 */
public record MemoryCost(URI server, Optional<String> token, int clients, int requests) {
    private static final int TURNS = 5;

    /**
     * Measures both. A server that remembers no correction looks for none, and both are the same.
     *
     * @param tokenizer the served model's, so that questions have the wanted lengths
     */
    public Map<String, Object> measure(Tokenizer tokenizer, ModelConfig config, Consumer<String> line) {
        List<LoadFigures> off = new ArrayList<>();
        List<LoadFigures> on = new ArrayList<>();
        load(tokenizer, config, true); // the first questions are the slowest
        for (int turn = 0; turn < TURNS; turn++) {
            off.add(load(tokenizer, config, false));
            on.add(load(tokenizer, config, true));
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("off", told("memory off", off, line));
        figures.put("on", told("memory on", on, line));
        double first = median(on, load -> load.firstMillis(0.5)) - median(off, load -> load.firstMillis(0.5));
        double speed = median(on, LoadFigures::tokensPerSecond) / Math.max(1e-9, median(off, LoadFigures::tokensPerSecond)) - 1;
        line.accept("the memory costs         first token %+.1f ms, throughput %+.1f %%".formatted(first, 100 * speed));
        figures.put("firstTokenMoreMillis", first);
        figures.put("throughputMore", speed);
        return Map.of("memory" + clients, figures);
    }

    private LoadFigures load(Tokenizer tokenizer, ModelConfig config, boolean corrections) {
        int longest = EngineSpeed.longest(config);
        // the same lengths in each turn, other words each time: a server remembers what it has read
        List<LoadPrompt> questions = LoadPrompt.ragged(tokenizer, requests, Math.min(EngineSpeed.SHORTEST, longest), longest,
                new SplittableRandom(clients), new SplittableRandom());
        return Load.run(new SocketSpeed(server, token, corrections), questions, clients);
    }

    private Map<String, Object> told(String name, List<LoadFigures> turns, Consumer<String> line) {
        turns.forEach(turn -> line.accept(turn.line("%s, %d clients".formatted(name, clients))));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("tokensPerSecond", median(turns, LoadFigures::tokensPerSecond));
        figures.put("firstTokenMillis", Map.of("p50", median(turns, load -> load.firstMillis(0.5)), "p95",
                median(turns, load -> load.firstMillis(0.95))));
        figures.put("failures", turns.stream().mapToInt(turn -> turn.failures().size() + turn.refused().size()).sum());
        return figures;
    }

    private static double median(List<LoadFigures> turns, ToDoubleFunction<LoadFigures> figure) {
        return turns.stream().mapToDouble(figure).sorted().toArray()[turns.size() / 2];
    }
}
