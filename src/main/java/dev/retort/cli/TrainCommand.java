package dev.retort.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

import dev.retort.artifacts.Folders;
import dev.retort.dataset.Dataset;
import dev.retort.events.CurvePoint;
import dev.retort.lines.VersionNames;
import dev.retort.local.Home;
import dev.retort.loop.TrainingSettings;
import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import dev.retort.report.Curve;
import dev.retort.terminal.LiveCurve;
import dev.retort.terminal.ProgressBar;
import dev.retort.terminal.Terminal;
import dev.retort.trainer.Mitigation;
import dev.retort.trainer.TrainerMain;
import dev.retort.training.FineTuning;
import dev.retort.training.Hyperparameters;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingProgress;
import dev.retort.training.TrainingReport;
import dev.retort.training.TrainingRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "train", sortOptions = false, description = {
        "Fine-tunes a model on an imported data set and keeps the result as a version.",
        "A run that was interrupted goes on where it was when the same command is given again."})
final class TrainCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Parameters(paramLabel = "DATASET", arity = "0..1", description = "Name of an imported data set, or its folder.")
    Optional<String> dataset = Optional.empty();

    @Option(names = "--base", paramLabel = "MODEL", description = "Where to start: a version or a model folder; default: the base model.")
    Optional<String> base = Optional.empty();

    private final TrainingOptions training = new TrainingOptions();

    @Mixin
    CommandSpec hyperparameters = training.mixin();

    @Option(names = "--keep", paramLabel = "WHICH", description = {
            "best: the weights with the lowest validation loss; last: those of the last step, and the validation part is learned, too.",
            "Default: best with 50 validation examples or more, else last."})
    Optional<LearnedParts.Keep> keep = Optional.empty();

    @Option(names = "--adapter", paramLabel = "FOLDER", description = "Also write the adapter here, in peft's format.")
    Optional<Path> adapter = Optional.empty();

    @Option(names = "--report", paramLabel = "FILE", description = {
            "Where the run's report goes, a page of HTML; default: RETORT_HOME/reports/VERSION.html."})
    Optional<Path> report = Optional.empty();

    @Option(names = "--device", paramLabel = "DEVICE", description = "cpu, or cuda:0 and so on; default: retort.training.device, else cpu.")
    Optional<String> device = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "PyTorch's threads; default: retort.training.threads, else one for each processor.")
    Optional<Integer> threads = Optional.empty();

    @Option(names = "--job", paramLabel = "FOLDER", hidden = true, description = "Be the trainer process of a run.")
    Optional<Path> job = Optional.empty();

    TrainCommand(Terminal terminal, Clock clock) {
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (job.isPresent()) {
            return TrainerMain.run(job.get(), System.in, System.out);
        }
        if (dataset.isEmpty()) {
            throw new BadInputException("which data set? retort import makes one");
        }
        Home home = Home.configured();
        Dataset data = Dataset.find(home, dataset.get());
        ModelChoice start = ModelChoice.orBase(home, base);
        TrainingSettings settings = training.settings(home);
        Hyperparameters hyperparameters = TrainingOptions.hyperparameters(settings, ModelConfig.read(start.folder()));
        LearnedParts parts = LearnedParts.of(data.training(), keep);
        if (parts.data().validation().isEmpty() && !TrainingSettings.chosen(settings).values().containsKey("epochs")) {
            hyperparameters = TrainAdvice.byHeart(hyperparameters);
        }
        if (adapter.isPresent() && hyperparameters.lora().isEmpty()) {
            throw new BadInputException("--adapter: there is no adapter without --lora-rank");
        }
        Device on = parsed(device.or(settings::device).orElse("cpu"));
        TrainingData lessons = mitigated(settings, parts.data(), terminal);
        Path work = home.folder().resolve("training").resolve("%s-%08x".formatted(data.name(),
                (data.digest() + start.folder().toAbsolutePath() + hyperparameters + on + lessons.validation().size()
                        + TrainingSettings.mitigation(settings)).hashCode()));
        terminal.say(
                "training %s on %s; kept in %s until it is done".formatted(terminal.bold(start.name()), terminal.bold(data.name()), work));
        int used = TrainingOptions.threads(threads, settings);
        parts.note().ifPresent(terminal::say);
        var page = new TrainedPage(clock, data, start, hyperparameters, on.toString(), used);
        TrainingReport trained = train(new TrainingRequest(start.folder(), work.resolve("model"), work.resolve("checkpoint"), lessons,
                hyperparameters, on, used), work, page);
        ReplayFiles.write(work.resolve("model"), lessons.train(), data.gate());
        Manifest version = new ModelRegistry(ModelChoice.store(home)).publish(work.resolve("model"),
                draft(clock.instant(), data, start, hyperparameters, trained));
        Path told = report.orElse(home.folder().resolve("reports").resolve(version.id() + ".html"));
        List<String> advice = TrainAdvice.of(trained, lessons.train().size());
        VersionNames names = HomeVersions.names(home);
        String name = names.trained(version.id()).orElse(version.id().value());
        page.write(told, name, version.id(), trained, advice, work.resolve("model"));
        if (adapter.isPresent()) {
            Folders.copy(work.resolve("model").resolve("adapter"), adapter.get());
        }
        Folders.delete(work);
        tell(trained);
        advice.forEach(terminal::say);
        terminal.say("version %s (%s)".formatted(terminal.bold(name), version.id()));
        terminal.say("report " + terminal.bold(told.toString()));
        terminal.say("to serve it: retort promote " + name);
        return Retort.OK;
    }

    private TrainingReport train(TrainingRequest request, Path work, TrainedPage page) throws IOException {
        var curve = new LiveCurve(terminal, "training");
        List<CurvePoint> points = new ArrayList<>();
        Folders.delete(request.outputFolder()); // a finished one that was not published
        Files.createDirectories(work);
        try {
            TrainingReport trained = FineTuning.run(request, progress -> {
                points.add(Curve.point(progress));
                curve.add(Curve.point(progress));
                curve.show(progress.steps(), () -> detail(progress));
            });
            curve.finish("%d steps, %,.0f tokens/s".formatted(trained.steps(), trained.tokensPerSecond()));
            return trained;
        } catch (IOException | RuntimeException e) {
            if (!points.isEmpty()) {
                Path told = report.orElse(work.resolve("report.html"));
                page.writeFailed(told, points, e);
                terminal.error("its report, up to where it went wrong: " + told);
            }
            throw e;
        }
    }

    /** With what is configured against bias, as the loop's trainer has it. */
    static TrainingData mitigated(TrainingSettings settings, TrainingData data, Terminal terminal) {
        Mitigation.Mitigated mitigated = TrainingSettings.mitigation(settings).of(data.train());
        mitigated.notes().forEach(terminal::say);
        return mitigated.in(data);
    }

    private static Device parsed(String device) throws BadInputException {
        try {
            return Device.parse(device);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Retort.oneLine(e));
        }
    }

    private static String detail(TrainingProgress progress) {
        return "step %d of %d, epoch %.1f, loss %.3f, %,.0f tokens/s, %s left".formatted(progress.step(), progress.steps(),
                progress.epoch(),
                progress.loss(), progress.tokensPerSecond(), ProgressBar.clock(progress.left()));
    }

    private void tell(TrainingReport trained) {
        trained.notes().forEach(terminal::say);
        if (trained.resumedFrom() > 0) {
            terminal.say("continued from step " + trained.resumedFrom());
        }
        terminal.say("loss %.3f → %.3f; validation %s → %s (kept: step %d of %d)".formatted(trained.firstLoss(),
                trained.lastLoss(), figure(trained.startValidationLoss()), figure(trained.bestValidationLoss()), trained.bestStep(),
                trained.steps()));
    }

    private static String figure(OptionalDouble value) {
        return value.isPresent() ? "%.3f".formatted(value.getAsDouble()) : "not measured";
    }

    private static ManifestDraft draft(Instant made, Dataset data, ModelChoice start, Hyperparameters hyperparameters,
            TrainingReport report) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("steps", report.steps());
        figures.put("tokens", report.tokens());
        figures.put("lastLoss", report.lastLoss());
        report.bestValidationLoss().ifPresent(loss -> figures.put("validationLoss", loss));
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("dataset", data.name());
        told.put("fineTuning", hyperparameters);
        return new ManifestDraft(start.version(), made, "import", Optional.of(data.digest()), told, figures);
    }
}
