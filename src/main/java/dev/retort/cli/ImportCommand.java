package dev.retort.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;

@Command(name = "import", description = "Reads conversations into a data set.")
final class ImportCommand implements Callable<Integer> {
    private final Terminal terminal;

    ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        terminal.error("not here yet");
        return Retort.FAILED;
    }
}
