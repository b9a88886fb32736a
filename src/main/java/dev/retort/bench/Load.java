package dev.retort.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

import dev.retort.bench.Answers.Failed;
import dev.retort.bench.Answers.Outcome;
import dev.retort.bench.Answers.Refused;

/** Many clients that ask at the same time, each one question after another. */
final class Load {
    private Load() {}

    static LoadFigures run(Answers answers, List<LoadPrompt> questions, int clients) {
        return run(answers, questions, clients, all -> {});
    }

    /**
     * Client {@code c} asks the questions c, c + clients, c + 2 · clients and so on. A client that is refused asks the next one when it was told to come back.
     *
     * @param progress is told how many questions have got their outcome, each number once and in order
     */
    static LoadFigures run(Answers answers, List<LoadPrompt> questions, int clients, IntConsumer progress) {
        LoadTally tally = new LoadTally(progress);
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

    private static Outcome ask(Answers answers, int client, LoadPrompt question) {
        try {
            return answers.ask(client, question);
        } catch (Exception e) {
            return new Failed(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
