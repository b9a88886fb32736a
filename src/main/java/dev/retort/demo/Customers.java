package dev.retort.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.client.ServerReply;
import dev.retort.terminal.ProgressBar;
import dev.retort.terminal.Terminal;
import dev.retort.time.Stopwatch;

/** People who ask one question each, in a conversation of their own, some after a few words before it, a few at a time. */
final class Customers {
    private static final int AT_A_TIME = 4;
    private final HttpClient http;
    private final ServerAddress server;
    private final Terminal terminal;

    Customers(HttpClient http, ServerAddress server, Terminal terminal) {
        this.http = http;
        this.server = server;
        this.terminal = terminal;
    }

    List<Answer> ask(List<Question> questions, Asker asker) throws IOException {
        return ask(questions, question -> asker);
    }

    /** @param askers who asks each question */
    List<Answer> ask(List<Question> questions, Function<Question, Asker> askers) throws IOException {
        var bar = new ProgressBar(terminal, "  chatting");
        var done = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Callable<Answer>> calls = questions.stream().<Callable<Answer>>map(question -> () -> {
                Asker asker = askers.apply(question);
                try (var connection = ChatConnection.open(http, asker.isVisitor() ? server.asVisitor() : server)) {
                    var answer = answer(connection, question, asker);
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

    /** Asks alone, again and again, until the answer is a correction. @return the time to its words from the given moment, or empty if patience ends before */
    Optional<Duration> untilRecalled(Question question, Stopwatch since, Duration patience) throws IOException {
        while (!since.isPast(patience)) {
            try (var connection = ChatConnection.open(http, server)) {
                Duration began = since.elapsed();
                ServerReply reply = answer(connection, question, Asker.OBSERVER).reply();
                if (reply.recalled().isPresent()) {
                    return Optional.of(began.plus(reply.firstToken()));
                }
            }
        }
        return Optional.empty();
    }

    private static Answer answer(ChatConnection connection, Question question, Asker asker) throws IOException {
        for (String turn : question.before()) {
            connection.ask(turn, asker.manner(), piece -> {});
        }
        return new Answer(question, connection.ask(question.text(), asker.manner(), piece -> {}));
    }
}
