package dev.retort.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    /** The first wording of each gap: there are five of each. */
    private static final int ASK_AGAIN = 5;
    private static final Duration A_SECOND = Duration.ofSeconds(1);
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
        try (var process = ServerProcess.start(home, questions.contacts(), Map.of("RETORT_POSTGRES_BINARIES", binaries))) {
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
        List<Answer> before = customers.ask(questions.all(),
                question -> question.group() == Group.ASKED ? Asker.CUSTOMER : Asker.OBSERVER);
        AnsweringModel old = before.get(0).reply().model();
        report.shares(before);
        say("The last two groups are asked by observers: the server answers, and records nothing that it could learn from.");

        chapter("Agents, who have the answer key, flag the wrong replies to the first group and write better ones.");
        FirstRecalls recalls = new Agents(api, customers).review(before, ASK_AGAIN);
        var sinceLastCorrection = new Stopwatch();
        say("%d replies flagged and corrected. Nobody touches the other two groups, and nobody starts anything."
                .formatted(Agents.wrong(before).size()));
        say("%d customers ask again as soon as an agent has answered for the bot: %s.".formatted(recalls.took().size() + recalls.never(),
                recalls.brief()));
        ServerProcess.pause(A_SECOND);
        chapter("A second later, before anything is trained, all ask again: the server remembers what agents said, and what means the same.");
        List<Answer> remembered = customers.ask(questions.all(), Asker.OBSERVER);
        report.shares(remembered);

        AnsweringModel version;
        List<String> lost;
        try (var bystanders = Bystanders.start(http, server, others(questions))) {
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
            ServerProcess.pause(A_SECOND);
            bystanders.close();
            lost = bystanders.lost();
            chapter("Swap: new conversations get %s, %.1f s after the last correction.".formatted(version, live));
            say("%d replies were written meanwhile, %d of them just as the models changed; lost: %d".formatted(bystanders.replies(),
                    bystanders.underWayAtSwap(version.version()), lost.size()));
            lost.stream().limit(5).forEach(problem -> terminal.error("  " + problem));
            chapter("The same questions again: first the new weights by themselves, with the memory off; then both.");
            List<Answer> learned = customers.ask(questions.all(), Asker.OBSERVER_OF_THE_MODEL);
            List<Answer> both = customers.ask(questions.all(), Asker.OBSERVER);
            finish(new DemoAnswers(before, remembered, learned, both), recalls, live, lost.size());
        }
        return lost.isEmpty();
    }

    /** Known questions that are none of the demonstration's own: what bystanders ask is recorded. */
    private static List<Question> others(Questions questions) throws IOException {
        Set<String> own = questions.all().stream().map(Question::text).collect(Collectors.toSet());
        return RoundQuestions.bundled().untouched().stream().filter(question -> !own.contains(question.text())).toList();
    }

    /** The report's file. It stays when the demonstration is over. */
    private static String report(Home home, String run) {
        return home.folder().resolve("runs").resolve(run).resolve("report.html").toString();
    }

    private void finish(DemoAnswers answers, FirstRecalls recalls, double live, int lost) {
        report.table(answers);
        report.shares(answers);
        report.worse(answers);
        terminal.say("");
        say("correction to customer   %s".formatted(recalls.brief()));
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
