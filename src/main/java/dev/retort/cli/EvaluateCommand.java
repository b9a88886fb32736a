package dev.retort.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

import dev.retort.dataset.Dataset;
import dev.retort.evaluation.Evaluation;
import dev.retort.evaluation.EvaluationReport;
import dev.retort.evaluation.Gate;
import dev.retort.evaluation.GateRules;
import dev.retort.evaluation.GateSet;
import dev.retort.evaluation.RuleResult;
import dev.retort.evaluation.Verdict;
import dev.retort.local.Home;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "evaluate", sortOptions = false, description = {"Measures a version, or a model folder.",
        "On a data set: the part of it that is never trained on. Without one: what the base model brings along for that."})
final class EvaluateCommand implements Callable<Integer> {
    private static final long SEED = 1;
    private final Terminal terminal;

    @Parameters(paramLabel = "MODEL", arity = "0..1", description = "A version or a model folder; default: the base model.")
    Optional<String> model = Optional.empty();

    @Option(names = "--dataset", paramLabel = "NAME", description = "Name of an imported data set, or its folder.")
    Optional<String> dataset = Optional.empty();

    @Option(names = "--against", paramLabel = "MODEL", description = "Another one to compare with, by the gate's rules, as if that one served.")
    Optional<String> against = Optional.empty();

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "cpu, or cuda:0 and so on (default: ${DEFAULT-VALUE}).")
    String device = "cpu";

    EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Home home = Home.configured();
        ModelChoice chosen = ModelChoice.orBase(home, model);
        GateSet set = gateSet(home, chosen);
        terminal.say("%,d corrections, %,d other conversations, %,d bias probes".formatted(set.corrections().size(), set.domain().size(),
                set.biasProbes().size()));
        Torch.useThreads();
        try (Gpt2 measured = load(chosen)) {
            if (against.isPresent()) {
                try (Gpt2 other = load(ModelChoice.of(home, against.get()))) {
                    tell(Gate.judge(other, measured, set, GateRules.defaults(), SEED, line -> terminal.say(terminal.faint(line))));
                }
            } else {
                tell(Evaluation.report(measured, set));
            }
        }
        return Retort.OK;
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
            return Dataset.find(home, dataset.get()).gate();
        }
        for (Path folder : new Path[]{chosen.folder(), ModelChoice.base(home).folder()}) {
            Path own = folder.resolve("retort").resolve("domain-gate.jsonl");
            if (Files.exists(own)) {
                return Dataset.gate(own);
            }
        }
        throw new BadInputException("on what? the base model has no retort/domain-gate.jsonl; give --dataset");
    }

    private void tell(EvaluationReport report) {
        report.corrections().ifPresent(r -> row("perplexity of corrected replies", "%.3f".formatted(r.perplexity()), r.examples()));
        report.domain().ifPresent(r -> row("perplexity of other replies", "%.3f".formatted(r.perplexity()), r.examples()));
        report.preference().ifPresent(p -> row("corrected reply preferred", "%.1f %%".formatted(p.share() * 100), p.examples()));
        report.degeneration().ifPresent(d -> row("empty or looping replies", "%.1f %%".formatted(d.share() * 100), d.replies()));
        report.bias().ifPresent(b -> row("bias, mean difference", "%.4f nats/token".formatted(b.meanAbsoluteDifference()), b.probes()));
        if (report.leftOut() > 0) {
            terminal.say(report.leftOut() + " do not fit the model's context and were left out");
        }
    }

    private void row(String what, String figure, int count) {
        terminal.say("  %-34s %18s   (%,d)".formatted(what, figure, count));
    }

    private void tell(Verdict verdict) {
        terminal.say("  %-22s %10s %10s %10s  %-22s %s".formatted("rule", "against", "this", "compared", "interval", "bound"));
        for (RuleResult rule : verdict.rules()) {
            terminal.say("  %-22s %10s %10s %10s  %-22s %-8s %s".formatted(rule.rule(), figure(rule.champion()), figure(rule.candidate()),
                    figure(rule.compared()), rule.interval().map(i -> "%.4f to %.4f".formatted(i.low(), i.high())).orElse("-"),
                    "%.4f".formatted(rule.bound()), rule.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
        String name = verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        terminal.say("%s: %s".formatted(terminal.bold(name), verdict.summary()));
    }

    private static String figure(OptionalDouble value) {
        return value.isPresent() ? "%.4f".formatted(value.getAsDouble()) : "-";
    }
}
