package dev.retort.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;

@Command(name = "evaluate", description = "Measures a version, or a model folder.")
final class EvaluateCommand implements Callable<Integer> {
    private final Terminal terminal;

    EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        terminal.error("not here yet");
        return Retort.FAILED;
    }
}
