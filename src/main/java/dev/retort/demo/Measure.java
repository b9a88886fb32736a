package dev.retort.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.retort.artifacts.Folders;
import dev.retort.client.Api;
import dev.retort.client.ServerAddress;
import dev.retort.local.Home;
import dev.retort.terminal.Terminal;
import dev.retort.time.Stopwatch;

/** Corrections at a desk, and what they come to on questions that nobody corrected. */
public final class Measure {
    private final Terminal terminal;
    private final MeasureRequest request;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Stopwatch whole = new Stopwatch();

    private Measure(Terminal terminal, MeasureRequest request) {
        this.terminal = terminal;
        this.request = request;
    }

    /**
     * Plays it on a fresh home inside the given one.
     *
     * @return whether every round's run was accepted
     */
    public static boolean play(Terminal terminal, Home home, MeasureRequest request) throws IOException {
        return new Measure(terminal, request).start(home);
    }

    private boolean start(Home outer) throws IOException {
        Desk desk = request.domain().desk();
        var home = new Home(outer.folder().resolve("measure"));
        Folders.delete(home.folder());
        Files.createDirectories(home.folder());
        Map<String, String> settings = new HashMap<>();
        settings.put("RETORT_TRAINING_SEED", String.valueOf(request.seed()));
        settings.put("RETORT_POSTGRES_BINARIES", outer.folder().resolve("postgres").resolve("bin").toString());
        if (desk.conversations().isPresent()) {
            chapter("A base learns the conversations of %s, by retort import and retort train.".formatted(desk.name()));
            Path log = home.folder().resolve("base.log");
            Path base = TrainedBase.train(new ThisProgram(home, settings), desk, desk.conversations().get(), log);
            say("%s after %.1f s; its log: %s".formatted(base.getFileName(), whole.seconds(), log));
            settings.put("RETORT_MODEL", base.toString());
        }
        chapter("A server starts.");
        try (var process = ServerProcess.start(home, desk.keep(), settings)) {
            ServerAddress server = process.awaitReady();
            say("ready after %.1f s; its log: %s".formatted(whole.seconds(), process.log()));
            return play(desk, server, home, process);
        }
    }

    private boolean play(Desk desk, ServerAddress server, Home home, ServerProcess process) throws IOException {
        List<MeasuredQuestion> measured = desk.measured(request.sets());
        chapter("%d questions that nobody will correct, asked before any correction, a second after the last and after each run."
                .formatted(measured.size()));
        List<RoundFigures> figures = new Rounds(terminal, new Api(http, server), new Customers(http, server, terminal),
                new Swap(http, server)).play(desk.rounds(measured), request.rounds());
        var table = new MeasureTable(request, measured, figures);
        terminal.say("");
        table.lines().forEach(terminal::say);
        terminal.say("");
        for (int round = 1; round < figures.size(); round++) {
            int number = round;
            figures.get(round).atOnce().ifPresent(memory -> say("round %d: %s".formatted(number, memory.recalls().line())));
        }
        process.lastSaid("the memory recalls a correction by meaning").ifPresent(this::say);
        Path file = home.folder().resolve("measure.json");
        Files.writeString(file, table.json().toPrettyString());
        say("the same figures for programs, with the replies to the sets that may be read: " + file);
        if (request.sets().contains(QuestionSet.REPORT)) {
            say("You have looked at the report set. Nothing may be chosen by these figures: docs/measuring.md says why.");
        }
        say("it took %.0f s".formatted(whole.seconds()));
        return figures.stream().skip(1).allMatch(round -> round.verdict().equals("accepted"));
    }

    private void chapter(String title) {
        terminal.say("");
        terminal.say(terminal.bold(title));
    }

    private void say(String line) {
        terminal.say("  " + line);
    }
}
