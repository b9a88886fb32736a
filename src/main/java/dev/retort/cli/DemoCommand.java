package dev.retort.cli;

import java.util.concurrent.Callable;

import dev.retort.demo.Demo;
import dev.retort.local.Home;
import dev.retort.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "demo", sortOptions = false, description = {
        "Plays the whole loop on a fresh home: chat, correct, fine-tune, judge, swap, and the same questions again.",
        "It uses the folder 'demo' inside RETORT_HOME and nothing else; what an earlier demonstration left there is deleted."})
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "1", description = {
            "How often customers ask in new words and agents correct; with 2 or more there are figures after each round instead of a table of replies (default: ${DEFAULT-VALUE})."})
    int rounds = 1;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || rounds > Demo.mostRounds()) {
            throw new BadInputException("--rounds is %d, expected 1 to %d".formatted(rounds, Demo.mostRounds()));
        }
        return Demo.play(terminal, Home.configured(), rounds) ? Retort.OK : Retort.FAILED;
    }
}
