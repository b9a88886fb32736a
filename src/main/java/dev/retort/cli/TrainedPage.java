package dev.retort.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.retort.dataset.Dataset;
import dev.retort.evaluation.GateExample;
import dev.retort.evaluation.GateRules;
import dev.retort.evaluation.SideBySide;
import dev.retort.evaluation.Trained;
import dev.retort.events.CurvePoint;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Torch;
import dev.retort.registry.VersionId;
import dev.retort.report.Curve;
import dev.retort.report.Ending;
import dev.retort.report.Fact;
import dev.retort.report.FactGroup;
import dev.retort.report.Judged;
import dev.retort.report.RunReport;
import dev.retort.report.ShownReplies;
import dev.retort.report.TrainingFacts;
import dev.retort.training.Hyperparameters;
import dev.retort.training.TrainingExample;
import dev.retort.training.TrainingReport;

/** The report of {@code retort train}: as that of a run of the loop, without a gate. */
final class TrainedPage {
    private final Dataset data;
    private final ModelChoice start;
    private final Hyperparameters hyperparameters;
    private final String device;
    private final int threads;
    private final Instant began;

    TrainedPage(Clock clock, Dataset data, ModelChoice start, Hyperparameters hyperparameters, String device, int threads) {
        this.began = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        this.data = data;
        this.start = start;
        this.hyperparameters = hyperparameters;
        this.device = device;
        this.threads = threads;
    }

    /**
     * @param name the new version's for people
     * @param advice what may not be as it was meant
     * @param model the folder of what came out, which is asked for replies
     */
    void write(Path file, String name, VersionId version, TrainingReport trained, List<String> advice, Path model) throws IOException {
        List<FactGroup> groups = groups();
        groups.add(TrainingFacts.outcome(trained));
        save(file, new RunReport(data.name() + " → " + name, "%s → %s (%s)".formatted(start.name(), name, version),
                new Ending("trained", Ending.Tone.GOOD, "", Stream.concat(trained.notes().stream(), advice.stream()).toList(), ""), groups,
                Curve.of(trained), clip(), samples(model),
                Judged.not("It has not judged this version: retort train does not replace a champion. retort evaluate " + name
                        + " --against BASE measures it against another; retort promote " + name + " puts it into service.")));
    }

    /** @param points of this process; what an earlier one did before its checkpoint is not among them */
    void writeFailed(Path file, List<CurvePoint> points, Exception problem) throws IOException {
        save(file,
                new RunReport(data.name(), start.name() + " → nothing",
                        new Ending("failed", Ending.Tone.BAD, Retort.oneLine(problem), List.of(), ""),
                        groups(), Curve.unfinished(points), clip(), ShownReplies.none("None: training did not reach its end."),
                        Judged.not("There was nothing to judge.")));
    }

    private OptionalDouble clip() {
        return OptionalDouble.of(hyperparameters.optimizer().maxGradNorm());
    }

    private List<FactGroup> groups() {
        String parts = data.manifest().counts().entrySet().stream().map(part -> "%s %,d".formatted(part.getKey(), part.getValue()))
                .collect(Collectors.joining(", "));
        return new ArrayList<>(List.of(
                new FactGroup("How it came about", List.of(new Fact("started by", "retort train"), new Fact("began", began.toString()),
                        new Fact("start", start.folder().toString()))),
                new FactGroup("Data",
                        List.of(new Fact("data set", data.name()), new Fact("digest", data.digest()), new Fact("rows", parts))),
                TrainingFacts.method(hyperparameters, device, threads)));
    }

    private ShownReplies samples(Path model) throws IOException {
        List<GateExample> learned = new ArrayList<>();
        for (TrainingExample example : data.training().train()) {
            if (!example.flagged()) {
                learned.add(new GateExample("train:" + (learned.size() + 1), example.prompt(), example.reply(), example.rejected(),
                        data.name()));
            }
        }
        Torch.start(threads);
        try (Gpt2 before = Gpt2.load(start.folder(), Device.parse(device), Kernel.FP32);
                Gpt2 after = Gpt2.load(model, Device.parse(device), Kernel.FP32)) {
            List<SideBySide> shown = SideBySide.ask(before, after, data.gate().with(new Trained(learned, List.of())),
                    GateRules.defaults().degenerationTokens());
            return shown.isEmpty() ? ShownReplies.none("No prompt of the data set leaves room for a reply.") : new ShownReplies("", shown);
        }
    }

    private static void save(Path file, RunReport report) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        Files.writeString(file, report.html());
    }
}
