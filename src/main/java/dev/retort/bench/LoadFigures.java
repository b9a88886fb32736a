package dev.retort.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.retort.bench.Answers.Answer;

/**
 * The figures of a load.
 *
 * @param time from the first question to the last answer
 * @param refused how many questions by status
 * @param failures how many questions by the reason why they got no answer
 */
record LoadFigures(int clients, Duration time, List<Answer> answers, Map<Integer, Integer> refused, Map<String, Integer> failures) {
    /** Written tokens of all clients together. */
    double tokensPerSecond() {
        return answers.isEmpty() ? 0 : sum(Answer::tokens) / (time.toNanos() / 1e9);
    }

    double firstMillis(double quantile) {
        return quantile(answers, answer -> answer.first().toNanos() / 1e6, quantile);
    }

    double perTokenMillis(double quantile) {
        return quantile(answers.stream().filter(answer -> answer.tokens() > 1).toList(),
                answer -> answer.total().minus(answer.first()).toNanos() / 1e6 / (answer.tokens() - 1), quantile);
    }

    double answerMillis(double quantile) {
        return quantile(answers, answer -> answer.total().toNanos() / 1e6, quantile);
    }

    Map<String, Object> asMap() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("clients", clients);
        figures.put("seconds", time.toNanos() / 1e9);
        figures.put("tokensPerSecond", tokensPerSecond());
        figures.put("promptTokens", sum(Answer::promptTokens));
        figures.put("tokens", sum(Answer::tokens));
        figures.put("firstTokenMillis", quantiles(this::firstMillis));
        figures.put("perTokenMillis", quantiles(this::perTokenMillis));
        figures.put("answerMillis", quantiles(this::answerMillis));
        figures.put("answered", answers.size());
        figures.put("refused", refused);
        figures.put("failures", failures);
        return figures;
    }

    String line(String name) {
        StringBuilder line = new StringBuilder(
                "%-24s %,8.0f tokens/s   first token p50 %,.0f p95 %,.0f ms   each token p50 %.1f p95 %.1f ms   answer p50 %,.0f p95 %,.0f ms"
                        .formatted(name, tokensPerSecond(), firstMillis(0.5), firstMillis(0.95), perTokenMillis(0.5), perTokenMillis(0.95),
                                answerMillis(0.5), answerMillis(0.95)));
        if (!refused.isEmpty()) {
            line.append("   %,d answered".formatted(answers.size()));
        }
        refused.forEach((status, times) -> line.append("   %,d refused with %d".formatted(times, status)));
        failures.forEach((reason, times) -> line.append("   %,d failed: %s".formatted(times, reason)));
        return line.toString();
    }

    private long sum(Function<Answer, Integer> tokens) {
        return answers.stream().mapToLong(tokens::apply).sum();
    }

    private static Map<String, Object> quantiles(Function<Double, Double> millis) {
        return Map.of("p50", millis.apply(0.5), "p95", millis.apply(0.95));
    }

    private static double quantile(List<Answer> answers, Function<Answer, Double> value, double q) {
        List<Double> sorted = answers.stream().map(value).sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(Math.min(sorted.size() - 1, (int) (q * sorted.size())));
    }
}
