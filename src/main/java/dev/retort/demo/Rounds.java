package dev.retort.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.retort.client.AnsweringModel;
import dev.retort.client.Api;
import dev.retort.demo.Question.Group;
import dev.retort.terminal.Terminal;
import dev.retort.time.Stopwatch;

/**
 * Rounds of the loop, one after the other: new customers ask in new words about what the model did not know, agents correct what is still wrong, the
 * model learns it, and then questions that nobody ever corrects show how much of that has carried over, and what was forgotten.
 */
final class Rounds {
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(12); // in which a run by count would have begun
    private final Terminal terminal;
    private final Api api;
    private final Customers customers;
    private final Swap swap;
    private final List<RoundFigures> figures = new ArrayList<>();

    Rounds(Terminal terminal, Api api, Customers customers, Swap swap) {
        this.terminal = terminal;
        this.api = api;
        this.customers = customers;
        this.swap = swap;
    }

    /** @return the figures before the first round and after each */
    List<RoundFigures> play(RoundQuestions questions, int rounds) throws IOException {
        List<Answer> now = customers.ask(questions.measured(), Asker.OBSERVER_OF_THE_MODEL);
        figures.add(RoundFigures.of(now, Optional.empty(), JsonNodeFactory.instance.objectNode(), Duration.ZERO));
        say("before: " + figures.get(0).line());
        for (int round = 0; round < rounds; round++) {
            terminal.say("");
            terminal.say(
                    terminal.bold("Round %d: %d customers ask in new words.".formatted(round + 1, questions.asked().get(round).size())));
            now = round(questions.asked().get(round), questions.measured(), now);
        }
        return List.copyOf(figures);
    }

    private List<Answer> round(List<Question> asked, List<Question> measured, List<Answer> before) throws IOException {
        String known = latestRun();
        List<Answer> answers = customers.ask(asked, Asker.CUSTOMER_OF_THE_MODEL);
        int corrected = Agents.wrong(answers).size();
        say("the model is wrong about %d of %d; agents flag its replies and write better ones".formatted(corrected, asked.size()));
        if (corrected == 0) {
            figures.add(RoundFigures.of(before, Optional.of(0), JsonNodeFactory.instance.objectNode(), Duration.ZERO));
            return before;
        }
        FirstRecalls recalls = new Agents(api, customers).review(answers, 1);
        var sinceLastCorrection = new Stopwatch();
        say(recalls.line());
        ServerProcess.pause(A_SECOND);
        List<Answer> atOnce = customers.ask(measured, Asker.OBSERVER);
        JsonNode thresholds = api.get("api/memory").path("thresholds");
        say("a second later, before any run: " + RoundFigures.line(atOnce));
        String id = awaitRun(known);
        JsonNode run = new RunWatch(api, terminal).awaitVerdict(id);
        String verdict = run.path("verdict").path("verdict").asText(run.path("state").asText());
        say("gate: %s".formatted(verdict));
        if (!verdict.equals("accepted")) {
            new Report(terminal).verdict(run.path("verdict"));
            figures.add(RoundFigures.of(before, Optional.of(corrected), run.path("verdict"), sinceLastCorrection.elapsed())
                    .with(new AtOnce(atOnce, atOnce, recalls, thresholds)));
            return before;
        }
        AnsweringModel now = swap.awaitAnotherThan(before.get(0).reply().model());
        Duration live = sinceLastCorrection.elapsed();
        List<Answer> after = customers.ask(measured, Asker.OBSERVER_OF_THE_MODEL);
        List<Answer> both = customers.ask(measured, Asker.OBSERVER);
        figures.add(RoundFigures.of(after, Optional.of(corrected), run.path("verdict"), live)
                .with(new AtOnce(atOnce, both, recalls, thresholds)));
        say("%s serves, by itself: %s".formatted(now, RoundFigures.line(after)));
        say("with the memory: " + RoundFigures.line(both));
        return after;
    }

    /** A run by itself; where fewer corrections wait than start one, an operator asks for it. */
    private String awaitRun(String known) throws IOException {
        var waited = new Stopwatch();
        while (!waited.isPast(SOON)) {
            String latest = latestRun();
            if (!latest.equals(known)) {
                return latest;
            }
            ServerProcess.pause(Duration.ofMillis(300));
        }
        String id = api.post("api/runs", JsonNodeFactory.instance.objectNode()).path("id").asText();
        say("fewer than start a run by themselves: an operator starts " + id);
        return id;
    }

    private String latestRun() throws IOException {
        return api.get("api/runs?limit=1").path(0).path("id").asText("");
    }

    /** The table at the end. */
    static void table(Terminal terminal, List<RoundFigures> figures) {
        terminal.say("");
        terminal.say("  Right replies: by the memory a second after the last correction, by the weights after the run, and by both.");
        terminal.say(terminal.bold("  round    " + RoundFigures.head()));
        for (int i = 0; i < figures.size(); i++) {
            terminal.say("  %-7s  %s".formatted(i == 0 ? "before" : String.valueOf(i), figures.get(i).row()));
        }
        RoundFigures first = figures.get(0);
        RoundFigures last = figures.get(figures.size() - 1);
        terminal.say("");
        terminal.say("  wrong replies on unseen paraphrases fell by %.0f %% (memory off)"
                .formatted(100 * (1 - last.wrong(Group.UNSEEN) / Math.max(1e-9, first.wrong(Group.UNSEEN)))));
        terminal.say("  right replies on untouched topics changed by %+.1f points (memory off)"
                .formatted(100 * (first.wrong(Group.UNTOUCHED) - last.wrong(Group.UNTOUCHED))));
    }

    /** The table for programs: an object for before and for each round. */
    static void write(Path file, List<RoundFigures> figures) throws IOException {
        ArrayNode rounds = JsonNodeFactory.instance.arrayNode();
        figures.forEach(round -> rounds.add(round.json()));
        Files.writeString(file, rounds.toPrettyString());
    }

    private void say(String line) {
        terminal.say("  " + line);
    }
}
