package dev.retort.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import dev.retort.starter.StarterBuild;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "starter", description = "Makes the starter model again, from its written conversations.")
final class StarterCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "Where the model folder is written.")
    Path out = Path.of("");

    @Option(names = "--epochs", paramLabel = "N", description = "How often each conversation is learned (default: as the bundled one was).")
    int epochs = StarterBuild.defaultEpochs();

    StarterCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (epochs < 1) {
            throw new BadInputException("--epochs is " + epochs + ", expected at least 1");
        }
        StarterBuild.run(out, epochs, terminal::say);
        return Retort.OK;
    }
}
