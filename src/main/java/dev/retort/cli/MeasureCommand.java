package dev.retort.cli;

import java.util.List;
import java.util.concurrent.Callable;

import dev.retort.demo.Domain;
import dev.retort.demo.Measure;
import dev.retort.demo.MeasureRequest;
import dev.retort.demo.QuestionSet;
import dev.retort.local.Home;
import dev.retort.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "measure", sortOptions = false, description = {
        "Measures how far corrections carry: a fresh server, simulated agents, and questions that nobody corrected, before and after each run.",
        "It uses the folder 'measure' inside RETORT_HOME and nothing else; what an earlier measurement left there is deleted."})
final class MeasureCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--domain", paramLabel = "NAME", defaultValue = "shop", description = {
            "shop: the starter model's; library: its base is trained first, from conversations that come with the program (default: ${DEFAULT-VALUE})."})
    Domain domain = Domain.SHOP;

    @Option(names = "--questions", paramLabel = "SET", split = ",", defaultValue = "develop", description = {
            "develop: to look at while something is built; choose: to choose settings by; report: to tell what came of it, looked at once, at the end. "
                    + "Several are separated by commas (default: ${DEFAULT-VALUE})."})
    List<QuestionSet> sets = List.of(QuestionSet.DEVELOP);

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "1", description = {
            "How often agents correct and a run follows; 0 measures the base alone (default: ${DEFAULT-VALUE}). There are wordings for 5 rounds."})
    int rounds = 1;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of every training, the base's as well (default: ${DEFAULT-VALUE}).")
    int seed = 1;

    MeasureCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (rounds < 0 || rounds > domain.rounds()) {
            throw new BadInputException("--rounds is %d, expected 0 to %d".formatted(rounds, domain.rounds()));
        }
        var request = new MeasureRequest(domain, sets.stream().distinct().toList(), rounds, seed);
        return Measure.play(terminal, Home.configured(), request) ? Retort.OK : Retort.FAILED;
    }
}
