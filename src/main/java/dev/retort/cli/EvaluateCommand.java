package dev.retort.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.retort.dataset.Dataset;
import dev.retort.evaluation.Accepted;
import dev.retort.evaluation.Canary;
import dev.retort.evaluation.Comparison;
import dev.retort.evaluation.Evaluation;
import dev.retort.evaluation.EvaluationReport;
import dev.retort.evaluation.Exposure;
import dev.retort.evaluation.Gate;
import dev.retort.evaluation.GateRules;
import dev.retort.evaluation.GateSet;
import dev.retort.evaluation.Rejected;
import dev.retort.evaluation.StereotypeFiles;
import dev.retort.evaluation.StereotypePair;
import dev.retort.evaluation.StereotypeReport;
import dev.retort.evaluation.StridedPerplexity;
import dev.retort.evaluation.Trained;
import dev.retort.local.Home;
import dev.retort.meaning.Encoder;
import dev.retort.meaning.SharedEncoder;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Torch;
import dev.retort.terminal.Terminal;
import dev.retort.training.TrainingExample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "evaluate", sortOptions = false, description = {"Measures a version, or a model folder.",
        "On a data set: the part of it that is never trained on. Without one: what the base model brings along for that.",
        "Or, with --pairs, --text or --canaries, on those files alone."}, footer = {"",
                "Exit codes: 0 measured, or accepted; 1 it failed; 2 the input or the usage was wrong; with --against also 3 rejected,",
                "4 inconclusive."})
final class EvaluateCommand implements Callable<Integer> {
    static final int REJECTED = 3;
    static final int INCONCLUSIVE = 4;
    private static final long SEED = 1;
    private static final String GATE = "retort/domain-gate.jsonl";
    private final Terminal terminal;
    private final EvaluationTables tables;

    @Parameters(paramLabel = "MODEL", arity = "0..1", description = "A version or a model folder; default: the base model.")
    Optional<String> model = Optional.empty();

    @Option(names = "--dataset", paramLabel = "NAME", description = "Name of an imported data set, or its folder.")
    Optional<String> dataset = Optional.empty();

    @Option(names = "--against", paramLabel = "MODEL", description = "Another one to compare with, by the gate's rules, as if that one served.")
    Optional<String> against = Optional.empty();

    @Option(names = "--rules", paramLabel = "FILE", description = "The gate's rules as a JSON object, where they aren't the defaults.")
    Optional<Path> rules = Optional.empty();

    @Option(names = {"--file",
            "--pairs"}, paramLabel = "FILE", description = "Stereotype pairs: CrowS-Pairs' CSV, or one of WinoBias' two text files.")
    List<Path> pairs = new ArrayList<>();

    @Option(names = "--text", paramLabel = "FILE", description = "A text whose perplexity to measure, with a window that moves by half of the context.")
    Optional<Path> text = Optional.empty();

    @Option(names = "--canaries", paramLabel = "FILE", description = "JSONL with secrets that were planted in training: prompt, reply, secret.")
    Optional<Path> canaries = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures there.")
    Optional<Path> json = Optional.empty();

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "cpu, or cuda:0 and so on (default: ${DEFAULT-VALUE}).")
    String device = "cpu";

    EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
        this.tables = new EvaluationTables(terminal);
    }

    @Override
    public Integer call() throws Exception {
        Home home = Home.configured();
        ModelChoice chosen = ModelChoice.orBase(home, model);
        FiguresFile figures = new FiguresFile(chosen.key());
        List<StereotypePair> sentences = new ArrayList<>();
        for (Path file : pairs) {
            sentences.addAll(input(file, StereotypeFiles::read));
        }
        List<Canary> secrets = canaries.isPresent() ? input(canaries.get(), Canary::read) : List.of();
        Optional<String> prose = text.isPresent() ? Optional.of(input(text.get(), Files::readString)) : Optional.empty();
        boolean conversations = sentences.isEmpty() && secrets.isEmpty() && prose.isEmpty() || dataset.isPresent() || against.isPresent();
        Optional<GateSet> set = conversations ? Optional.of(gateSet(home, chosen)) : Optional.empty();
        GateRules bounds = rules.isPresent() ? input(rules.get(), GateRules::read) : GateRules.defaults();

        int exit = Retort.OK;
        Torch.useThreads();
        Optional<SharedEncoder> encoder = set.isPresent() ? TrainingConfiguration.encoder(home, this::progress) : Optional.empty();
        try (Gpt2 measured = load(chosen)) {
            if (set.isPresent()) {
                exit = measure(home, measured, set.get(), bounds, encoder.map(Encoder.class::cast), figures);
            }
            if (!sentences.isEmpty()) {
                progress("scoring %,d pairs of sentences".formatted(sentences.size()));
                StereotypeReport report = StereotypeReport.of(measured, sentences);
                tables.tell(report);
                figures.add("stereotypePairs", report);
            }
            if (prose.isPresent()) {
                perplexity(measured, prose.get(), figures);
            }
            if (!secrets.isEmpty()) {
                progress("comparing %,d canaries with other secrets".formatted(secrets.size()));
                List<Exposure> exposures = Exposure.of(measured, secrets);
                tables.tell(exposures);
                figures.add("canaries", exposures);
            }
        } finally {
            encoder.ifPresent(SharedEncoder::end);
        }
        if (json.isPresent()) {
            figures.write(json.get());
            progress("figures are in " + json.get());
        }
        return exit;
    }

    private int measure(Home home, Gpt2 measured, GateSet set, GateRules bounds, Optional<Encoder> encoder, FiguresFile figures)
            throws IOException, BadInputException {
        progress("%,d corrections, %,d other conversations, %,d bias probes".formatted(set.corrections().size(), set.domain().size(),
                set.biasProbes().size()));
        if (against.isEmpty()) {
            EvaluationReport report = Evaluation.report(measured, set, bounds, encoder, this::progress);
            tables.tell(report);
            figures.add("report", report);
            return Retort.OK;
        }
        try (Gpt2 other = load(ModelChoice.of(home, against.get()))) {
            Comparison compared = Gate.compare(other, measured, set, bounds, encoder, SEED, this::progress);
            compared.candidate().ifPresent(report -> {
                tables.tell(report);
                compared.champion().ifPresent(champion -> tables.sideBySide(champion.samples(), report.samples()));
            });
            tables.tell(compared.verdict());
            figures.add("report", compared.candidate());
            figures.add("against", compared.champion());
            figures.add("verdict", compared.verdict());
            return exitCode(compared);
        }
    }

    private static int exitCode(Comparison compared) {
        if (compared.verdict() instanceof Accepted) {
            return Retort.OK;
        }
        return compared.verdict() instanceof Rejected ? REJECTED : INCONCLUSIVE;
    }

    private void perplexity(Gpt2 measured, String prose, FiguresFile figures) throws BadInputException {
        int context = measured.config().contextLength();
        int[] ids = measured.tokenizer().encode(prose);
        if (ids.length < 2) {
            throw new BadInputException("%s: %d tokens, expected 2 or more".formatted(text.orElseThrow(), ids.length));
        }
        progress("scoring %,d tokens".formatted(ids.length));
        StridedPerplexity found = StridedPerplexity.of(measured, ids, context, Math.max(1, context / 2));
        tables.row("perplexity of the text", "%.3f".formatted(found.perplexity()), found.scored());
        figures.add("text", new TextFigures(found.scored(), found.totalNegativeLogLikelihood(), found.perplexity()));
    }

    /** @param totalNegativeLogLikelihood in nats */
    record TextFigures(int tokens, double totalNegativeLogLikelihood, double perplexity) {}

    private void progress(String line) {
        terminal.say(terminal.faint(line));
    }

    private interface Reading<T> {
        T read(Path file) throws IOException;
    }

    private static <T> T input(Path file, Reading<T> reading) throws BadInputException {
        try {
            return reading.read(file);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new BadInputException(e.getMessage() + ": no such file");
        } catch (IOException | IllegalArgumentException e) {
            boolean encoding = Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                    .anyMatch(CharacterCodingException.class::isInstance);
            throw new BadInputException(encoding ? file + ": it is not UTF-8; save it as UTF-8" : Retort.oneLine(e));
        }
    }

    private Gpt2 load(ModelChoice choice) throws IOException, BadInputException {
        try {
            return Gpt2.load(choice.folder(), Device.parse(device), Kernel.FP32);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Retort.oneLine(e));
        }
    }

    private GateSet gateSet(Home home, ModelChoice chosen) throws IOException, BadInputException {
        if (dataset.isPresent()) {
            Dataset found = Dataset.find(home, dataset.get());
            List<String> trained = found.training().train().stream().map(TrainingExample::reply).toList();
            return found.gate().with(new Trained(List.of(), trained));
        }
        Path own = chosen.folder().resolve(GATE);
        Path set = Files.exists(own) ? own : ModelChoice.base(home).folder().resolve(GATE);
        if (Files.exists(set)) {
            return Dataset.gate(set);
        }
        throw new BadInputException("on what? the base model has no " + GATE + "; give --dataset");
    }
}
