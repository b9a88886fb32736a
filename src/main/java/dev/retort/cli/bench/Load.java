package dev.retort.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

import dev.retort.cli.bench.Answers.Failed;
import dev.retort.cli.bench.Answers.Outcome;
import dev.retort.cli.bench.Answers.Refused;

/** Many clients that ask at the same time, each one question after another. */
final class Load {
    private Load() {}

    static Figures run(Answers answers, List<Question> questions, int clients) {
        return run(answers, questions, clients, all -> {});
    }

    /**
     * Client {@code c} asks the questions c, c + clients, c + 2 · clients and so on. Who is refused asks the next one when he was told to come back.
     *
     * @param progress is told how many questions have got their outcome, each number once and in order
     */
    static Figures run(Answers answers, List<Question> questions, int clients, IntConsumer progress) {
        Tally tally = new Tally(progress);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int c = 0; c < clients; c++) {
                int client = c;
                all.add(threads.submit(() -> {
                    for (int q = client; q < questions.size(); q += clients) {
                        Outcome outcome = ask(answers, client, questions.get(q));
                        tally.count(outcome);
                        if (outcome instanceof Refused refused && q + clients < questions.size()) {
                            Thread.sleep(refused.retryAfter().toMillis());
                        }
                    }
                    return client;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (Exception e) {
            throw new IllegalStateException("a client ended early", e);
        } finally {
            threads.shutdownNow();
        }
        return tally.figures(clients);
    }

    private static Outcome ask(Answers answers, int client, Question question) {
        try {
            return answers.ask(client, question);
        } catch (Exception e) {
            return new Failed(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
