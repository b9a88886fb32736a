package dev.retort.openai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.Steering;
import dev.retort.problem.Problem;

/**
 * Parameters of writing, as chat completions and completions share them.
 *
 * @param maxTokens 0 only where a completion is to write nothing
 * @param stop texts that end a completion and are not in it
 * @param choices how many completions of each prompt
 * @param likeliest how many of the likeliest tokens are told with each token; -1: not even its own likelihood
 * @param user whose request it is, in the words of the client
 */
record Parameters(Sampling sampling, Steering steering, int maxTokens, List<String> stop, int choices, int likeliest, boolean stream,
        boolean includeUsage, Optional<String> user) {
    static final int MOST_LIKELIEST = 20;
    private static final int MOST_STOPS = 16;
    private static final int MOST_BIASES = 1024;
    /** Stands for a {@code top_p} of 0: a share that the likeliest token alone exceeds in any vocabulary. */
    private static final double LIKELIEST_ALONE = 1e-9;
    private static final double LEAST_PENALTY = 0.01;

    static Parameters read(Fields fields, int maxTokens, int likeliest, OpenAiConfig config) {
        List<String> stop = fields.texts("stop");
        if (stop.size() > MOST_STOPS || stop.stream().anyMatch(String::isEmpty)) {
            throw fields.wrong("stop", "must be up to " + MOST_STOPS + " strings, none of them empty");
        }
        Optional<Fields> streaming = fields.object("stream_options");
        Steering steering = new Steering(fields.number("presence_penalty", -2, 2).orElse(0.0),
                fields.number("frequency_penalty", -2, 2).orElse(0.0), bias(fields));
        return new Parameters(sampling(fields, config), steering, Math.min(maxTokens, config.maxTokensLimit()), List.copyOf(stop),
                fields.whole("n", 1, config.maxChoices()).orElse(1L).intValue(), likeliest, fields.flag("stream"),
                streaming.map(options -> options.flag("include_usage")).orElse(false), fields.text("user"));
    }

    private static Sampling sampling(Fields fields, OpenAiConfig config) {
        double temperature = fields.number("temperature", 0, 2).orElse(config.temperature());
        long seed = fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseGet(() -> temperature == 0 ? 0 : ThreadLocalRandom.current().nextLong(1L << 53));
        return new Sampling(temperature, fields.whole("top_k", 0, Integer.MAX_VALUE).orElse(0L).intValue(),
                Math.max(fields.number("top_p", 0, 1).orElse(1.0), LIKELIEST_ALONE),
                fields.number("repetition_penalty", LEAST_PENALTY, 100).orElse(1.0), seed, fields.number("min_p", 0, 1).orElse(0.0), 0);
    }

    private static Map<Integer, Double> bias(Fields fields) {
        Map<Integer, Double> bias = new LinkedHashMap<>();
        fields.object("logit_bias").ifPresent(given -> given.node().fieldNames().forEachRemaining(token -> {
            double by = given.number(token, -100, 100).orElse(0.0);
            try {
                bias.put(Integer.parseUnsignedInt(token), by);
            } catch (NumberFormatException e) {
                throw given.wrong(token, "is no token id");
            }
        }));
        if (bias.size() > MOST_BIASES) {
            throw fields.wrong("logit_bias", "has " + bias.size() + " tokens, at most " + MOST_BIASES + " are allowed");
        }
        return bias;
    }

    /** The ids that only the model's vocabulary can judge. */
    void check(int vocabulary) {
        steering.bias().keySet().stream().filter(id -> id < 0 || id >= vocabulary).findFirst().ifPresent(id -> {
            throw Problem.badRequest("logit_bias", "logit_bias has token id " + Integer.toUnsignedString(id)
                    + ", which is outside the vocabulary of " + vocabulary).refusal();
        });
    }

    /** @param choice each has a seed of its own, or all would say the same */
    GenerationRequest request(int[] prompt, int choice) {
        Sampling own = new Sampling(sampling.temperature(), sampling.topK(), sampling.topP(), sampling.repetitionPenalty(),
                sampling.seed() + choice, sampling.minP(), sampling.noRepeatNgram());
        return new GenerationRequest(prompt, own, maxTokens, steering, likeliest);
    }

    /** Whether the first token is the model's likeliest, whatever the seed. */
    boolean isPlainGreedy() {
        return sampling.temperature() == 0 && sampling.repetitionPenalty() == 1 && steering.equals(Steering.NONE);
    }
}
