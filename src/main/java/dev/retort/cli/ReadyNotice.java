package dev.retort.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.accounts.Invitations;
import dev.retort.local.Home;
import dev.retort.security.Secrets;
import dev.retort.terminal.Terminal;
import dev.retort.time.Stopwatch;
import io.quarkus.runtime.Quarkus;

/** Watches the server come up and says when and where it can be used. */
final class ReadyNotice {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final Terminal terminal;
    private final Home home;
    private final URI address;
    private final boolean exit;
    private final Clock clock;
    private volatile boolean stopped;

    /** @param clock the machine's, by which it says when a process started */
    ReadyNotice(Terminal terminal, Clock clock, Home home, String host, int port, boolean exit) {
        this.exit = exit;
        this.terminal = terminal;
        this.clock = clock;
        this.home = home;
        this.address = URI.create("http://%s:%d/".formatted(host, port));
    }

    void start() {
        var thread = new Thread(this::watch, "ready-notice");
        thread.setDaemon(true);
        thread.start();
    }

    void stop() throws IOException {
        stopped = true;
        Files.deleteIfExists(home.address());
    }

    private void watch() {
        Instant began = ProcessHandle.current().info().startInstant().orElseGet(clock::instant);
        var waited = new Stopwatch();
        boolean told = false;
        try {
            while (!stopped && !isReady()) {
                if (!told && waited.isPast(PATIENCE)) {
                    terminal.error("still not ready; " + address.resolve("q/health") + " says why");
                    if (exit) {
                        Quarkus.asyncExit(1);
                        return;
                    }
                    told = true;
                }
                Thread.sleep(POLL.toMillis());
            }
            if (!stopped) {
                announce(Duration.between(began, clock.instant()));
            }
        } catch (IOException e) {
            terminal.error("cannot tell the server's address: " + Retort.oneLine(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void announce(Duration taken) throws IOException {
        Files.writeString(home.address(), address.toString(), StandardCharsets.UTF_8);
        terminal.say("%s in %.1f s".formatted(terminal.good("ready"), taken.toMillis() / 1000.0));
        String token = Files.exists(home.loginToken()) ? Files.readString(home.loginToken()).strip() : "";
        terminal.say("  chat, as a visitor:            " + address);
        terminal.say("  chat and correct, as an agent: " + terminal.bold(address.resolve("login?token=" + token).toString()));
        if (!token.isEmpty() && adminIsWanted()) {
            String link = "invitation.html#" + Secrets.open(home.secrets()).derived(Invitations.FIRST_ADMIN);
            terminal.say("  the first admin's account:     " + address.resolve(link));
        }
        if (exit) {
            Quarkus.asyncExit(0);
        } else {
            terminal.say("Ctrl-C stops it.");
        }
    }

    /** A server without a database has no accounts, and says so with another status. Whether one is wanted holds up nobody. */
    private boolean adminIsWanted() {
        return isOk("api/sign-in", answer -> new ObjectMapper().readTree(answer).path("adminWanted").asBoolean());
    }

    private boolean isReady() { return isOk("q/health/ready", answer -> true); }

    private interface Reader {
        boolean read(InputStream answer) throws IOException;
    }

    /** Whether the server answers with 200 and what is looked for. One that does not listen yet does not. */
    private boolean isOk(String path, Reader reader) {
        try {
            var connection = (HttpURLConnection) address.resolve(path).toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(2000);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK && reader.read(connection.getInputStream());
            } finally {
                connection.disconnect();
            }
        } catch (IOException unanswered) {
            return false;
        }
    }
}
