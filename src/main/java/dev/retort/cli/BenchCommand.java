package dev.retort.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;

@Command(name = "bench", description = "Measures how fast this machine answers and trains.")
final class BenchCommand implements Callable<Integer> {
    private final Terminal terminal;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        terminal.error("not here yet");
        return Retort.FAILED;
    }
}
