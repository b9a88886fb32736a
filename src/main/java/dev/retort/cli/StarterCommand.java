package dev.retort.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;

@Command(name = "starter", description = "Makes the starter model again, from its written conversations.")
final class StarterCommand implements Callable<Integer> {
    private final Terminal terminal;

    StarterCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        terminal.error("not here yet");
        return Retort.FAILED;
    }
}
