package dev.retort.chat;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.inject.Singleton;

import dev.retort.generation.Sampling;
import dev.retort.problem.Problem;

/** Text frames into what they ask for. */
@Singleton
class FrameReader {
    private static final Set<String> SAMPLING_FIELDS = Set.of("temperature", "topK", "topP", "repetitionPenalty", "seed", "maxTokens");
    private static final Set<String> FEEDBACK_FIELDS = Set.of("type", "id", "exchangeId", "verdict", "reason", "betterReply", "comment");

    private final ChatConfig config;

    FrameReader(ChatConfig config) {
        this.config = config;
    }

    InFrame read(JsonFields json) {
        String type = json.required(json.text("type"), "type");
        return switch (type) {
            case "message" -> message(json);
            case "cancel" -> cancel(json);
            case "feedback" -> feedback(json);
            default -> throw json.wrong("type", "is none of message, cancel, feedback");
        };
    }

    private InFrame message(JsonFields json) {
        json.allow(Set.of("type", "id", "text", "sampling", "memory", "record"));
        Optional<String> id = json.id("id");
        String text = json.required(json.prose("text", config.maxText()), "text");
        Optional<JsonFields> sampling = json.object("sampling");
        sampling.ifPresent(fields -> fields.allow(SAMPLING_FIELDS));
        long maxTokens = sampling.flatMap(fields -> fields.whole("maxTokens", 1, config.maxTokensLimit()))
                .orElse((long) config.maxTokens());
        return new InFrame.Message(id, text, sampling.map(FrameReader::sampling).orElse(Sampling.greedy()), Math.toIntExact(maxTokens),
                json.flag("memory").orElse(true), json.flag("record").orElse(true));
    }

    /** Reads the sampling. A field that is left out is off. A seed that is left out is drawn, and told with the exchange. */
    private static Sampling sampling(JsonFields json) {
        double temperature = json.number("temperature").orElse(0.0);
        long topK = json.whole("topK", 0, Integer.MAX_VALUE).orElse(0L);
        double topP = json.number("topP").orElse(1.0);
        double repetitionPenalty = json.number("repetitionPenalty").orElse(1.0);
        long seed = json.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseGet(() -> temperature == 0 ? 0 : ThreadLocalRandom.current().nextLong(1L << 53));
        try {
            return new Sampling(temperature, Math.toIntExact(topK), topP, repetitionPenalty, seed);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("field sampling." + e.getMessage()).refusal();
        }
    }

    private static InFrame cancel(JsonFields json) {
        json.allow(Set.of("type", "exchangeId"));
        return new InFrame.Cancel(json.text("exchangeId"));
    }

    private InFrame feedback(JsonFields json) {
        json.allow(FEEDBACK_FIELDS);
        return new InFrame.Feedback(json.id("id"), FeedbackDraft.read(json, config.maxText()));
    }
}
