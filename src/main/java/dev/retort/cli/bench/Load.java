package dev.retort.cli.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import dev.retort.cli.bench.Answers.Answer;

/** Many clients that ask at the same time, each one question after another. */
final class Load {
    private Load() {}

    /**
     * What came of it.
     *
     * @param tokensPerSecond written tokens of all clients together, from the first question to the last answer
     * @param failures the reasons of questions that got no answer
     */
    record Figures(int clients, double tokensPerSecond, List<Answer> answers, List<String> failures) {
        double firstMillis(double quantile) {
            return quantile(answers.stream().map(answer -> answer.first().toNanos() / 1e6).toList(), quantile);
        }

        double perTokenMillis(double quantile) {
            return quantile(answers.stream().filter(answer -> answer.tokens() > 1)
                    .map(answer -> answer.total().minus(answer.first()).toNanos() / 1e6 / (answer.tokens() - 1)).toList(), quantile);
        }

        Map<String, Object> asMap() {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("clients", clients);
            figures.put("tokensPerSecond", tokensPerSecond);
            figures.put("promptTokens", answers.stream().mapToInt(Answer::promptTokens).sum());
            figures.put("tokens", answers.stream().mapToInt(Answer::tokens).sum());
            figures.put("firstTokenMillis", Map.of("p50", firstMillis(0.5), "p95", firstMillis(0.95)));
            figures.put("perTokenMillis", Map.of("p50", perTokenMillis(0.5), "p95", perTokenMillis(0.95)));
            figures.put("failures", failures);
            return figures;
        }

        String line(String name) {
            return "%-18s %,8.0f tokens/s   first token p50 %,.0f p95 %,.0f ms   each token p50 %.1f p95 %.1f ms%s".formatted(name,
                    tokensPerSecond, firstMillis(0.5), firstMillis(0.95), perTokenMillis(0.5), perTokenMillis(0.95),
                    failures.isEmpty() ? "" : "   %d failed, the first: %s".formatted(failures.size(), failures.get(0)));
        }

        private static double quantile(List<Double> values, double q) {
            List<Double> sorted = new ArrayList<>(values);
            Collections.sort(sorted);
            return sorted.isEmpty() ? 0 : sorted.get(Math.min(sorted.size() - 1, (int) (q * sorted.size())));
        }
    }

    /** Client {@code c} asks the questions c, c + clients, c + 2 · clients and so on. */
    static Figures run(Answers answers, List<Question> questions, int clients) {
        List<Answer> given = Collections.synchronizedList(new ArrayList<>());
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        long began = System.nanoTime();
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int c = 0; c < clients; c++) {
                int client = c;
                all.add(threads.submit(() -> Stream.iterate(client, q -> q < questions.size(), q -> q + clients)
                        .forEach(q -> ask(answers, questions.get(q), given, failures))));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (Exception e) {
            throw new IllegalStateException("a client ended early", e);
        } finally {
            threads.shutdownNow();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Figures(clients, given.stream().mapToInt(Answer::tokens).sum() / seconds, List.copyOf(given), List.copyOf(failures));
    }

    private static void ask(Answers answers, Question question, List<Answer> given, List<String> failures) {
        try {
            given.add(answers.ask(question));
        } catch (Exception e) {
            failures.add(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
