package dev.retort.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import dev.retort.evaluation.Comparison;
import dev.retort.evaluation.Gate;
import dev.retort.local.ParentWatch;
import dev.retort.meaning.ChosenEncoder;
import dev.retort.meaning.Encoder;
import dev.retort.meaning.SharedEncoder;
import dev.retort.memory.Agreement;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Torch;
import dev.retort.model.Turn;
import dev.retort.training.FineTuning;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingRefusedException;
import dev.retort.training.TrainingReport;
import dev.retort.training.TrainingRequest;

/**
 * The trainer process: trains a model on a job's examples, measures the candidate against the champion, and leaves both results in the job's folder. It
 * prints one JSON line for each step on standard output. When its standard input closes it ends at once, for the process that started it is gone.
 */
public final class TrainerMain {
    /** Exit code: the job cannot be done as it is; doing it again would not help. */
    static final int REFUSED = 65;
    private static final int ABANDONED = 75;

    private TrainerMain() {}

    /** {@code --job FOLDER}. Exit code 0: {@code result.json} is there; 65: the job makes no sense; other: failed. Standard error says why. */
    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--job")) {
            System.err.println("expected --job FOLDER");
            System.exit(2);
        }
        System.exit(run(Path.of(arguments[1]), System.in, System.out));
    }

    /** Does the job and returns the exit code. Nothing but progress goes to {@code progress}. */
    public static int run(Path folder, InputStream parent, PrintStream progress) {
        System.setOut(System.err); // libraries print too
        ParentWatch.start(parent, () -> Runtime.getRuntime().halt(ABANDONED));
        try {
            JobFolder job = new JobFolder(folder);
            work(job, new TrainerOutput(new PrintStream(progress, true, StandardCharsets.UTF_8),
                    new CurveFile(job.curveFile(), System.err::println)));
            return 0;
        } catch (TrainingRefusedException e) {
            System.err.println(e.getMessage());
            return REFUSED;
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            e.printStackTrace();
            return 1;
        }
    }

    private static void work(JobFolder folder, TrainerOutput output) throws IOException {
        Job job = folder.job();
        Device device = Device.parse(job.device());
        output.say(TrainerLine.Stage.TRAINING, "attempt " + job.attempt() + " of " + job.run() + " starts from " + job.start());
        Optional<SharedEncoder> encoder = encoder(job, message -> output.say(TrainerLine.Stage.TRAINING, message));
        try {
            work(folder, job, device, encoder.map(Encoder.class::cast), output);
        } finally {
            encoder.ifPresent(SharedEncoder::end);
        }
    }

    private static void work(JobFolder folder, Job job, Device device, Optional<Encoder> encoder, TrainerOutput output)
            throws IOException {
        TrainingData given = folder.data();
        Mitigation.Mitigated mitigated = job.mitigation().of(given.train());
        mitigated.notes().forEach(note -> output.say(TrainerLine.Stage.TRAINING, note));
        TrainingData data = mitigated.in(given);
        Distillation distillation = distillation(folder, job, data, encoder, output);
        HeldOutQuestions known = heldOut(job, distillation.in(data));
        TrainingReport report = FineTuning
                .run(new TrainingRequest(Path.of(job.start()), folder.candidate(), Path.of(job.checkpoint()), known.rest(),
                        job.hyperparameters(), device, job.threads()), output::trained);
        Dose dose = dose(folder, job, known.questions(), encoder, output);
        output.say(TrainerLine.Stage.EVALUATING, "measuring the candidate against the champion");
        Torch.start(Math.max(1, job.threads() / 2)); // both models are measured at the same time
        try (Gpt2 champion = Gpt2.load(Path.of(job.champion()), device, Kernel.FP32);
                Gpt2 candidate = Gpt2.load(folder.candidate(), device, Kernel.FP32)) {
            Comparison comparison = Gate.compare(champion, candidate, folder.gateSet(), job.rules(), encoder, job.seed(),
                    message -> output.say(TrainerLine.Stage.EVALUATING, message));
            folder.write(comparison.sideBySide());
            folder.write(JobResult.of(comparison, report, mitigated, distillation, dose));
        }
    }

    /** Only what spreads beyond the corrected wordings is measured, and an adapter's weights are not the candidate's alone. */
    private static HeldOutQuestions heldOut(Job job, TrainingData data) {
        return data.mined().isEmpty() || job.hyperparameters().lora().isPresent()
                ? new HeldOutQuestions(List.of(), data)
                : HeldOutQuestions.of(data, job.seed());
    }

    private static Dose dose(JobFolder folder, Job job, List<List<Turn>> known, Optional<Encoder> encoder, TrainerOutput output)
            throws IOException {
        Dose dose = Dose.of(Path.of(job.start()), folder.candidate(), Device.parse(job.device()), known, new Agreement(encoder));
        dose.note().ifPresent(note -> output.say(TrainerLine.Stage.EVALUATING, note));
        return dose;
    }

    private static Optional<SharedEncoder> encoder(Job job, Consumer<String> problems) throws IOException {
        return ChosenEncoder.open(job.encoder(), problems).map(encoder -> job.vectors()
                .map(file -> SharedEncoder.of(encoder, Path.of(file))).orElseGet(() -> SharedEncoder.of(encoder)));
    }

    /** Mines, unless an attempt before has done so. */
    private static Distillation distillation(JobFolder folder, Job job, TrainingData data, Optional<Encoder> encoder,
            TrainerOutput output) throws IOException {
        Consumer<String> say = message -> output.say(TrainerLine.Stage.TRAINING, message);
        Optional<Distillation> before = folder.distillation().filter(found -> found.start().equals(job.start()));
        if (before.isPresent() || !job.distils() || data.replay().isEmpty()) {
            return before.orElseGet(() -> Distillation.none(job.start()));
        }
        say.accept("looks for old questions with replies that were corrected elsewhere");
        Torch.start(job.threads());
        Distillation found = encoder.isEmpty()
                ? Distillation.none(job.start())
                : Mining.of(Path.of(job.start()), Device.parse(job.device()), data, encoder.get(), job.seed());
        folder.write(found);
        say.accept(found.note());
        return found;
    }
}
