package dev.retort.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.artifacts.Folders;
import dev.retort.client.AnsweringModel;
import dev.retort.client.Api;
import dev.retort.client.ServerAddress;
import dev.retort.demo.Question.Group;
import dev.retort.local.Home;
import dev.retort.terminal.Terminal;
import dev.retort.time.Stopwatch;

/** The story from its beginning to its end. */
public final class Demo {
    private final Terminal terminal;
    private final Report report;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Stopwatch whole = new Stopwatch();

    private Demo(Terminal terminal) {
        this.terminal = terminal;
        this.report = new Report(terminal);
    }

    /**
     * Plays it on a fresh home inside the given one.
     *
     * @param rounds 1: the whole story with its table of replies; more: that many rounds of corrections, with figures after each
     * @return whether the loop was completed: a run by itself, a verdict that accepts, a swap, and no chat lost
     */
    public static boolean play(Terminal terminal, Home home, int rounds) throws IOException {
        return new Demo(terminal).start(home, rounds);
    }

    /** The most rounds that there are questions for. */
    public static int mostRounds() throws IOException {
        return RoundQuestions.bundled().rounds();
    }

    private boolean start(Home outer, int rounds) throws IOException {
        Questions questions = Questions.bundled();
        var home = new Home(outer.folder().resolve("demo"));
        Folders.delete(home.folder());
        Files.createDirectories(home.folder());
        String binaries = outer.folder().resolve("postgres").resolve("bin").toString();
        chapter("A fresh server starts: Kafka, PostgreSQL and the starter model, a small GPT-2 that knows the shop " + questions.shop()
                + ".");
        try (var process = ServerProcess.start(home, questions.phoneNumbers(), Map.of("RETORT_POSTGRES_BINARIES", binaries))) {
            ServerAddress server = process.awaitReady();
            say("ready after %.1f s at %s; its log: %s".formatted(whole.seconds(), server.url(), process.log()));
            return rounds == 1 ? play(questions, server, home) : play(RoundQuestions.bundled(), rounds, server, home);
        }
    }

    private boolean play(RoundQuestions questions, int rounds, ServerAddress server, Home home) throws IOException {
        chapter("%d questions that nobody will ever correct: %d about what the model was never taught, %d about other topics.".formatted(
                questions.measured().size(), questions.unseen().size(), questions.untouched().size()));
        List<RoundFigures> figures = new Rounds(terminal, new Api(http, server), new Customers(http, server, terminal),
                new Swap(http, server)).play(questions, rounds);
        Rounds.table(terminal, figures);
        Path file = home.folder().resolve("rounds.json");
        Rounds.write(file, figures);
        say("the same figures for programs: " + file);
        say("the runs' reports: " + report(home, "*"));
        say("the whole demonstration took %.0f s".formatted(whole.seconds()));
        return figures.stream().anyMatch(f -> f.verdict().equals("accepted"));
    }

    private boolean play(Questions questions, ServerAddress server, Home home) throws IOException {
        var api = new Api(http, server);
        var customers = new Customers(http, server, terminal);
        chapter("%d customers ask one question each, over the chat's WebSocket.".formatted(questions.all().size()));
        List<Answer> before = customers.ask(questions.all());
        AnsweringModel old = before.get(0).reply().model();
        report.shares(before);

        chapter("Agents, who have the answer key, flag the wrong replies to the first group and write better ones.");
        int corrected = new Agents(api).review(before);
        var sinceLastCorrection = new Stopwatch();
        say("%d replies flagged and corrected. Nobody touches the other two groups, and nobody starts anything.".formatted(corrected));

        AnsweringModel version;
        List<String> lost;
        try (var bystanders = Bystanders.start(http, server, questions.of(Group.UNTOUCHED))) {
            var watch = new RunWatch(api, terminal);
            JsonNode requested = watch.awaitTrigger();
            chapter("Run %s begins by itself (%s) and trains in a process of its own, while customers chat on."
                    .formatted(requested.path("id").asText(), requested.path("reason").asText()));
            JsonNode run = watch.awaitVerdict(requested.path("id").asText());
            bystanders.hurry();
            String verdict = run.path("verdict").path("verdict").asText(run.path("state").asText());
            chapter("The gate measures the candidate against the model that serves: " + verdict + ".");
            report.verdict(run.path("verdict"));
            say("the run's report: " + report(home, run.path("id").asText()));
            if (!verdict.equals("accepted")) {
                terminal.error("the candidate does not take over, so the loop ends here: " + run.path("verdict").path("summary").asText());
                return false;
            }
            version = new Swap(http, server).awaitAnotherThan(old);
            double live = sinceLastCorrection.seconds();
            ServerProcess.pause(Duration.ofSeconds(1));
            bystanders.close();
            lost = bystanders.lost();
            chapter("Swap: new conversations get %s, %.1f s after the last correction.".formatted(version, live));
            say("%d replies were written meanwhile, %d of them just as the models changed; lost: %d".formatted(bystanders.replies(),
                    bystanders.underWayAtSwap(version.version()), lost.size()));
            lost.stream().limit(5).forEach(problem -> terminal.error("  " + problem));
            finish(questions, customers, before, live, lost.size());
        }
        return lost.isEmpty();
    }

    /** The report's file. It stays when the demonstration is over. */
    private static String report(Home home, String run) {
        return home.folder().resolve("runs").resolve(run).resolve("report.html").toString();
    }

    private void finish(Questions questions, Customers customers, List<Answer> before, double live, int lost) throws IOException {
        chapter("New customers ask the same questions again.");
        List<Answer> after = customers.ask(questions.all());
        report.table(before, after);
        report.shares(before, after);
        terminal.say("");
        say("last correction to live  %.1f s".formatted(live));
        say("chats lost in the swap   %d".formatted(lost));
        say("the whole demonstration  %.0f s".formatted(whole.seconds()));
    }

    private void chapter(String title) {
        terminal.say("");
        terminal.say(terminal.bold(title));
    }

    private void say(String line) {
        terminal.say("  " + line);
    }
}
