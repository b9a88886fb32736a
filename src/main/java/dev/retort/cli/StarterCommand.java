package dev.retort.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import dev.retort.starter.StarterBuild;
import dev.retort.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "starter", sortOptions = false, description = "Makes the starter model again, from its written conversations. Takes about 10 minutes on two cores.")
final class StarterCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "Where the model folder is written.")
    Path out = Path.of("");

    @Option(names = "--epochs", paramLabel = "N", description = "How often each conversation is learned (default: ${DEFAULT-VALUE}).")
    int epochs = StarterBuild.defaultEpochs();

    StarterCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        StarterBuild.run(out, epochs, terminal::say);
        return Retort.OK;
    }
}
