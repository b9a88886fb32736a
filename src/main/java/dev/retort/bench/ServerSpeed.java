package dev.retort.bench;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import dev.retort.model.ModelConfig;
import dev.retort.model.Tokenizer;

/**
 * A running server under clients that come at once.
 *
 * @param server its address, {@code http://127.0.0.1:8080}
 * @param token to sign in with; without it every client is a visitor
 * @param requests of all clients together
 * @param process of the server, whose memory is to be watched
 * @param corrections whether the server may say corrections in place of the model's words
 */
public record ServerSpeed(URI server, Optional<String> token, int clients, int requests, Optional<Long> process, boolean corrections) {
    /** The protocol to ask by. */
    public enum Way {
        WEBSOCKET("WebSocket", "webSocket"), HTTP("HTTP API", "http");

        private final String title;
        private final String key;

        Way(String title, String key) {
            this.title = title;
            this.key = key;
        }
    }

    /** The number of requests if nobody says how many. */
    public static int usualRequests(int clients) {
        return clients == 1 ? 4 : 2 * clients;
    }

    /** Whether the process, if one is named, is there and its system says what it holds. */
    public boolean canTellMemory() {
        return process.stream().allMatch(id -> ResidentMemory.read(ResidentMemory.status(id)).isPresent());
    }

    /**
     * Measures a server under load. If it refused requests, one more is asked after all others.
     *
     * @param tokenizer the served model's, so that questions have the wanted lengths
     */
    public Map<String, Object> measure(Way way, Tokenizer tokenizer, ModelConfig config, Consumer<String> line) {
        int longest = EngineSpeed.longest(config);
        // other words each time: a server remembers what it has read
        List<LoadPrompt> questions = LoadPrompt.ragged(tokenizer, requests + 1, Math.min(EngineSpeed.SHORTEST, longest), longest,
                new SplittableRandom(clients), new SplittableRandom());
        Answers answers = way == Way.HTTP ? new HttpSpeed(server, token) : new SocketSpeed(server, token, corrections);
        Optional<ResidentMemory> memory = process.map(id -> new ResidentMemory(ResidentMemory.status(id), requests, line));
        IntConsumer progress = memory.<IntConsumer>map(watched -> watched).orElse(all -> {});
        LoadFigures load = Load.run(answers, questions.subList(0, requests), clients, progress);
        line.accept(load.line("%s, %d clients".formatted(way.title, clients)));
        Map<String, Object> figures = load.asMap();
        memory.ifPresent(watched -> figures.put("residentBytes", watched.bytes()));
        if (!load.refused().isEmpty()) {
            LoadFigures after = Load.run(answers, questions.subList(requests, requests + 1), 1);
            line.accept(after.line("one more request after it"));
            figures.put("afterwards", after.asMap());
        }
        return Map.of(way.key + clients, figures);
    }
}
