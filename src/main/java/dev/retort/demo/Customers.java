package dev.retort.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.terminal.ProgressBar;
import dev.retort.terminal.Terminal;

/** Visitors who ask one question each, in a conversation of their own, some after a few words before it, a few at a time. Greedy, so that before and after can be compared. */
final class Customers {
    private static final int AT_A_TIME = 4;
    private static final OptionalDouble GREEDY = OptionalDouble.of(0);
    private final HttpClient http;
    private final ServerAddress server;
    private final Terminal terminal;

    Customers(HttpClient http, ServerAddress server, Terminal terminal) {
        this.http = http;
        this.server = server.asVisitor();
        this.terminal = terminal;
    }

    List<Answer> ask(List<Question> questions) throws IOException {
        var bar = new ProgressBar(terminal, "  chatting");
        var done = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Callable<Answer>> calls = questions.stream().<Callable<Answer>>map(question -> () -> {
                try (var connection = ChatConnection.open(http, server)) {
                    for (String turn : question.before()) {
                        connection.ask(turn, GREEDY, piece -> {});
                    }
                    var answer = new Answer(question, connection.ask(question.text(), GREEDY, piece -> {}));
                    int count = done.incrementAndGet();
                    bar.show((double) count / questions.size(), "%d of %d questions".formatted(count, questions.size()));
                    return answer;
                }
            }).toList();
            var answers = new ArrayList<Answer>();
            for (Future<Answer> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            bar.finish("%d questions".formatted(questions.size()));
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? "a customer got no reply" : e.getCause().getMessage(), e);
        } finally {
            threads.shutdownNow();
        }
    }
}
