package dev.retort.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.retort.dataset.ByMeaning;
import dev.retort.dataset.Dataset;
import dev.retort.local.Home;
import dev.retort.loop.TrainingSettings;
import dev.retort.meaning.Encoder;
import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.terminal.Terminal;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Method;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingRefusedException;
import dev.retort.tuning.ConfigurationFile;
import dev.retort.tuning.Evidence;
import dev.retort.tuning.Halving;
import dev.retort.tuning.Search;
import dev.retort.tuning.SearchReport;
import dev.retort.tuning.SearchRequest;
import dev.retort.tuning.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "tune", sortOptions = false, description = {
        "Searches learning rate, batch size, epochs for a data set by successive halving on held-out loss,",
        "and writes the best into the home's configuration, where training and the server find it.",
        "A search that was interrupted goes on where it was when the same command is given again."})
final class TuneCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Parameters(paramLabel = "DATASET", description = "Name of an imported data set, or its folder.")
    String dataset = "";

    @Option(names = "--base", paramLabel = "MODEL", description = "Where to start: a version or a model folder; default: the base model.")
    Optional<String> base = Optional.empty();

    @Option(names = "--trials", paramLabel = "N", defaultValue = "9", description = "Settings to try, the default included (default: ${DEFAULT-VALUE}).")
    int trials;

    @Option(names = "--eta", paramLabel = "N", defaultValue = "3", description = "One trial in so many goes on to the next rung, which is so many times as far (default: ${DEFAULT-VALUE}).")
    int eta;

    @Option(names = "--rungs", paramLabel = "N", description = "The last is the whole run; 1: all trials to their end; default: until one trial is left.")
    Optional<Integer> rungs = Optional.empty();

    @Option(names = "--learning-rates", paramLabel = "RATES", split = ",", description = "Only these; default: drawn from a quarter of the default to eight times.")
    List<Double> learningRates = List.of();

    @Option(names = "--batch-sizes", paramLabel = "NS", split = ",", description = "Examples of a batch; default: half the default, the same, twice.")
    List<Integer> rows = List.of();

    @Option(names = "--epochs", paramLabel = "NS", split = ",", description = "How often each example is seen; default: half the default, the same, twice.")
    List<Integer> epochs = List.of();

    @Option(names = "--methods", paramLabel = "METHODS", split = ",", description = "Of sft, dpo, kto, auto; default: as configured.")
    List<Method> methods = List.of();

    @Option(names = "--lora-ranks", paramLabel = "NS", split = ",", description = "Ranks of adapters; 0: all weights learn; default: as configured.")
    List<Integer> loraRanks = List.of();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of what is drawn (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(names = "--device", paramLabel = "DEVICE", description = "cpu, or cuda:0 and so on; default: retort.training.device, else cpu.")
    Optional<String> device = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "PyTorch's threads; default: retort.training.threads, else one for each processor.")
    Optional<Integer> threads = Optional.empty();

    @Option(names = "--dry-run", description = "Write nothing into the configuration, only say what would be.")
    boolean dryRun;

    TuneCommand(Terminal terminal, Clock clock) {
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Home home = Home.configured();
        TrainingSettings configured = TrainingConfiguration.of(home, Map.of());
        Dataset data = Dataset.find(home, dataset);
        ModelChoice start = ModelChoice.orBase(home, base);
        SearchRequest request = request(home, configured, data, start);
        terminal.say("tuning %s on %s: %d trials, %d rungs; kept in %s".formatted(terminal.bold(start.name()), terminal.bold(data.name()),
                request.trials().size(), request.halving().rungs(), home.tuning()));
        TuningTable table = new TuningTable(terminal, clock);
        SearchReport report = search(request, table);
        Evidence evidence = new Evidence(report, data.manifest().fullName(), data.digest(), start.name(), clock.instant());
        evidence.write();
        tell(evidence);
        write(home, evidence);
        return Retort.OK;
    }

    private static SearchReport search(SearchRequest request, TuningTable table) throws IOException, BadInputException {
        try {
            return Search.run(request, table::show);
        } catch (TrainingRefusedException e) {
            throw new BadInputException(Retort.oneLine(e));
        }
    }

    private SearchRequest request(Home home, TrainingSettings configured, Dataset data, ModelChoice start)
            throws IOException, BadInputException {
        ModelConfig config = ModelConfig.read(start.folder());
        TrainingData lessons = TrainCommand.mitigated(configured, training(home, data), terminal);
        if (data.training().validation().isEmpty()) {
            terminal.say("%s has no validation part: %d of its %d training examples are held out to compare by".formatted(data.name(),
                    lessons.validation().size(), data.training().train().size()));
        }
        SearchSpace space = new SearchSpace(learningRates, rows, epochs, methods, loraRanks);
        try {
            Halving halving = rungs.isPresent() ? new Halving(trials, eta, rungs.get()) : Halving.of(trials, eta);
            return SearchRequest.of(home.tuning(), data.name(), start.folder(), lessons, space, halving, rungs.isPresent(), seed,
                    properties -> hyperparameters(home, properties, config),
                    Device.parse(device.or(configured::device).orElse("cpu")), TrainingOptions.threads(threads, configured));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Retort.oneLine(e));
        }
    }

    private static TrainingData training(Home home, Dataset data) throws IOException, BadInputException {
        if (!data.training().validation().isEmpty()) {
            return data.training();
        }
        Optional<Encoder> encoder = SentenceEncoders.of(home);
        try {
            return data.trainingWithHeldOut(encoder.map(found -> new ByMeaning(found, ByMeaning.MOST)));
        } finally {
            encoder.ifPresent(Encoder::close);
        }
    }

    private static Hyperparameters hyperparameters(Home home, Map<String, String> properties, ModelConfig config) {
        try {
            return TrainingConfiguration.of(home, properties).hyperparameters(config);
        } catch (BadInputException e) {
            throw new IllegalArgumentException(Retort.oneLine(e), e);
        }
    }

    private void tell(Evidence evidence) {
        for (String line : evidence.summary()) {
            terminal.say(line);
        }
        terminal.say(terminal.faint("the same as a table: " + evidence.table()));
    }

    private void write(Home home, Evidence evidence) throws IOException, BadInputException {
        Map<String, String> properties = evidence.properties();
        if (properties.isEmpty()) {
            terminal.say("no setting was better than the default: nothing is written");
            return;
        }
        List<String> lines = new ArrayList<>();
        properties.forEach((name, value) -> lines.add("  " + name + "=" + value));
        Path file = home.configuration();
        if (dryRun) {
            terminal.say("would write into " + file + ":");
            lines.forEach(terminal::say);
            return;
        }
        new ConfigurationFile(file).write(evidence.summary(), properties);
        terminal.say(
                "written into %s, which retort train reads and the server at its next start:".formatted(terminal.bold(file.toString())));
        lines.forEach(terminal::say);
        TrainingConfiguration.stronger(home, properties).forEach(line -> terminal.say(terminal.bad("! ") + line));
    }
}
