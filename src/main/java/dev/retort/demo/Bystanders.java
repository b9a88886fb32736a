package dev.retort.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.client.ServerReply;
import dev.retort.time.Stopwatch;

/** Customers who chat on and on while the model learns and is swapped, and note every reply that fails, stops half way or changes under way. */
final class Bystanders implements AutoCloseable {
    private static final int CHATS = 6;
    private static final int EXCHANGES = 3;
    private static final Duration THINKING = Duration.ofMillis(2500);

    /** Times since the first of them came. */
    private record Seen(Duration began, Duration ended, String version) {}

    private final Stopwatch watch = new Stopwatch();
    private final HttpClient http;
    private final ServerAddress server;
    private final List<Question> questions;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Seen> seen = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private volatile boolean stopped;
    private volatile boolean hurried;

    private Bystanders(HttpClient http, ServerAddress server, List<Question> questions) {
        this.http = http;
        this.server = server.asVisitor();
        this.questions = questions;
    }

    static Bystanders start(HttpClient http, ServerAddress server, List<Question> questions) {
        var bystanders = new Bystanders(http, server, questions);
        for (int i = 0; i < CHATS; i++) {
            int first = i * questions.size() / CHATS;
            var thread = new Thread(() -> bystanders.chat(first), "bystander-" + i);
            thread.setDaemon(true);
            bystanders.threads.add(thread);
            thread.start();
        }
        return bystanders;
    }

    /** From now on they don't think before they ask, so that some reply is always under way. */
    void hurry() {
        hurried = true;
    }

    private void chat(int first) {
        for (int next = first; !stopped; next += EXCHANGES) {
            try (var connection = ChatConnection.open(http, server)) {
                for (int i = 0; i < EXCHANGES && !stopped; i++) {
                    Duration began = watch.elapsed();
                    ServerReply reply = connection.ask(questions.get((next + i) % questions.size()).text(), OptionalDouble.empty(),
                            piece -> {});
                    note(reply, began);
                    if (!hurried) {
                        ServerProcess.pause(THINKING);
                    }
                }
            } catch (IOException e) {
                if (!stopped) {
                    lose(String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private synchronized void note(ServerReply reply, Duration began) {
        seen.add(new Seen(began, watch.elapsed(), reply.model().version()));
        if (!reply.whole() || !(reply.finishReason().equals("stop") || reply.finishReason().equals("length"))) {
            lost.add("%s ended as '%s'%s".formatted(reply.exchangeId(), reply.finishReason(),
                    reply.whole() ? "" : ", streamed otherwise than kept"));
        }
    }

    private synchronized void lose(String why) {
        lost.add(why);
    }

    /** The number of replies in all. */
    synchronized int replies() {
        return seen.size();
    }

    /** The replies that were lost, with the reason. Empty if none was. */
    synchronized List<String> lost() {
        return List.copyOf(lost);
    }

    /** The number of replies of the old version that were being written when the new one began its first. */
    synchronized long underWayAtSwap(String newVersion) {
        return seen.stream().filter(s -> s.version.equals(newVersion)).map(Seen::began).min(Duration::compareTo)
                .map(swap -> seen.stream()
                        .filter(s -> !s.version.equals(newVersion) && s.began.compareTo(swap) < 0 && s.ended.compareTo(swap) > 0)
                        .count())
                .orElse(0L);
    }

    /** Lets the replies that are being written end. */
    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(20).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
