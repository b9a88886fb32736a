package dev.retort.training;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.retort.model.ModelConfig;
import dev.retort.model.Tensor;
import dev.retort.model.Torch;
import dev.retort.model.Weights;

/** A run: the model learns from examples by the method that the hyperparameters name. */
public final class FineTuning implements AutoCloseable {
    private final TrainingRequest request;
    private final ModelConfig config;
    private final List<String> notes = new ArrayList<>();
    private final EncodedData data;
    private final List<Batch> validation;
    private final List<Batch> validationMismatched;
    private final BatchPlan plan;
    private final Checkpoints checkpoints;
    private final CheckpointTimes times;
    private final Trainer trainer;
    private final int resumedFrom;
    private Journal journal;
    private Optional<Map<String, Tensor>> best;

    /**
     * Trains, and writes the model to the output folder: the weights with the lowest validation loss, or the last ones where there is no validation
     * set. Continues from the checkpoint folder if it holds a checkpoint of this very request, to the same numbers (on a CPU, bit for bit).
     *
     * @param listener is told of every step; what it throws ends the run, which can be continued later
     * @throws TrainingRefusedException if there is nothing to learn, the examples can't be learned, or the output or checkpoint folder is another run's
     * @throws NonFiniteLossException if training went wrong; the last checkpoint stays
     */
    public static TrainingReport run(TrainingRequest request, Consumer<TrainingProgress> listener) throws IOException {
        return run(request, CheckpointTimes.ordinary(), listener);
    }

    static TrainingReport run(TrainingRequest request, CheckpointTimes times, Consumer<TrainingProgress> listener) throws IOException {
        OutputFolder.check(request.outputFolder());
        try (FineTuning run = new FineTuning(request, times)) {
            run.train(run.plan.size(), listener);
            return run.finish();
        }
    }

    /**
     * Does the first part of the run that {@link #run} does, leaves a checkpoint at its end and writes no model. A call with a greater share, or of
     * {@link #run}, goes on from there to the same numbers: learning rates are those of the whole run from the beginning.
     *
     * @param share of the run's steps, above 0; rounded up to a step
     * @throws TrainingRefusedException as {@link #run}
     * @throws NonFiniteLossException as {@link #run}
     */
    public static Standing until(TrainingRequest request, double share, Consumer<TrainingProgress> listener) throws IOException {
        return until(request, CheckpointTimes.ordinary(), share, listener);
    }

    static Standing until(TrainingRequest request, CheckpointTimes times, double share, Consumer<TrainingProgress> listener)
            throws IOException {
        try (FineTuning run = new FineTuning(request, times)) {
            int end = (int) Math.min(run.plan.size(), Math.ceil(share * run.plan.size() - 1e-9)); // a third of 9 is 3
            run.train(end, listener);
            return run.pause();
        }
    }

    private FineTuning(TrainingRequest request, CheckpointTimes times) throws IOException {
        this.request = request;
        this.times = times;
        Torch.start(request.threads());
        config = ModelConfig.read(request.startFolder());
        Hyperparameters hyperparameters = request.hyperparameters();
        EncodedData encoded = EncodedData.of(request, config);
        notes.addAll(encoded.notes());
        plan = BatchPlan.of(encoded.rows().lengths(), encoded.epochs(), hyperparameters);
        checkpoints = new Checkpoints(request.checkpointFolder(), RunDigests.request(request), names());
        Optional<Checkpoint> found = checkpoints.latest(notes);
        journal = found.map(Checkpoint::journal).orElseGet(Journal::empty);
        best = found.flatMap(Checkpoint::best);
        resumedFrom = journal.steps();
        trainer = start(encoded.rows().keep());
        try {
            data = found.isPresent() ? encoded.with(found.get().references()) : encoded.scoredBy(trainer);
            found.ifPresent(checkpoint -> trainer.restore(checkpoint.state()));
        } catch (RuntimeException e) {
            trainer.close();
            throw e;
        }
        List<List<Integer>> groups = data.validation().groups(hyperparameters.pacing().rows());
        validation = groups.stream().map(data.validation()::batch).toList();
        validationMismatched = groups.stream().flatMap(group -> data.validation().mismatched(group).stream()).toList();
    }

    /** Names of what learns. */
    private Collection<String> names() {
        return request.hyperparameters().lora().map(lora -> Adapter.shapes(config, lora).keySet())
                .orElseGet(() -> Weights.shapes(config).keySet());
    }

    /** @param keeps whether the start weights are needed to the end; remembering them takes as much memory again */
    private Trainer start(boolean keeps) throws IOException {
        Hyperparameters hyperparameters = request.hyperparameters();
        Objective objective = hyperparameters.objective().withReplay(keeps ? Replay.KEEP : Replay.LEARN);
        TrainerSetup setup = new TrainerSetup(hyperparameters.optimizer().adamW(), objective, hyperparameters.compute(), request.device());
        Optional<Lora> lora = hyperparameters.lora();
        return lora.isPresent()
                ? Trainer.start(config, Weights.read(request.startFolder(), config),
                        Adapter.fresh(config, lora.get(), hyperparameters.data().seed()), setup)
                : Trainer.start(config, Weights.read(request.startFolder(), config), setup);
    }

    private void train(int end, Consumer<TrainingProgress> listener) throws IOException {
        Pace pace = new Pace();
        if (journal.steps() == 0 && !validation.isEmpty()) {
            journal = journal.startingAt(measure());
        }
        Hyperparameters hyperparameters = request.hyperparameters();
        long left = IntStream.range(journal.steps(), plan.size()).mapToLong(this::tokens).sum();
        for (int step = journal.steps(); step < end && !outOfPatience(); step++) {
            double rate = hyperparameters.optimizer().learningRate() * hyperparameters.pacing().factor(step, plan.size());
            List<List<Integer>> parts = plan.steps().get(step);
            List<Batch> batches = parts.stream().flatMap(part -> data.rows().batches(part, trainer.lanes()).stream()).toList();
            List<Batch> mismatched = parts.stream().flatMap(part -> data.rows().mismatched(part).stream()).toList();
            long tokens = tokens(step);
            pace.start();
            StepResult result = trainer.step(batches, mismatched, rate);
            double spent = pace.stepped(tokens);
            OptionalDouble loss = validate(step + 1);
            left -= tokens;
            TrainingProgress progress = new TrainingProgress(step + 1, plan.size(), plan.epochsAfter(step + 1), result.loss(), loss, rate,
                    result.gradNorm(), pace.tokensPerSecond(), pace.timeFor(left), result.preferences());
            if (journal.improvesOn(loss)) {
                best = Optional.of(trainer.learned());
            }
            journal = journal.after(progress, tokens, spent, pace.lap());
            if (step + 1 < end && times.due()) {
                save();
                times.saved();
            }
            listener.accept(progress);
        }
    }

    private void save() throws IOException {
        trainer.read(state -> checkpoints.save(new Checkpoint(journal, state, best, data.references())));
    }

    private Standing pause() throws IOException {
        if (journal.steps() > resumedFrom) {
            save();
            checkpoints.keepNewest();
        }
        return new Standing(journal.steps(), plan.size(), journal.steps() == plan.size() || outOfPatience(), weights(keptNow()),
                Duration.ofMillis((long) (1000 * journal.seconds())), List.copyOf(notes));
    }

    /** Weights that would be kept if the run ended here: its last ones would be measured, too. */
    private Map<String, Tensor> keptNow() {
        boolean measured = journal.steps() > 0 && journal.curve().get(journal.steps() - 1).validationLoss().isPresent();
        boolean better = !validation.isEmpty() && !measured && journal.improvesOn(OptionalDouble.of(measure()));
        return better ? trainer.learned() : best.orElseGet(trainer::learned);
    }

    private boolean outOfPatience() {
        int patience = request.hyperparameters().stopping().patience();
        return patience > 0 && journal.measuredSinceBest() >= patience;
    }

    private OptionalDouble validate(int taken) {
        return validation.isEmpty() || !plan.evaluationDue(taken, request.hyperparameters().stopping().evaluationsPerEpoch())
                ? OptionalDouble.empty()
                : OptionalDouble.of(measure());
    }

    private double measure() {
        return trainer.evaluate(validation, validationMismatched).loss();
    }

    private long tokens(int step) {
        return plan.steps().get(step).stream().flatMap(List::stream).mapToLong(data.rows()::tokens).sum();
    }

    private TrainingReport finish() throws IOException {
        if (journal.steps() < plan.size()) {
            notes.add("stopped after step " + journal.steps() + " of " + plan.size() + ": the last " + journal.measuredSinceBest()
                    + " validation losses were no better than that of step " + journal.bestStep());
        }
        write(best.orElseGet(trainer::learned));
        List<TrainingProgress> curve = journal.curve();
        return new TrainingReport(curve.size(), curve.get(0).loss(), curve.get(curve.size() - 1).loss(), journal.startValidationLoss(),
                journal.bestValidationLoss(), best.isPresent() ? journal.bestStep() : curve.size(), journal.tokens(),
                journal.tokens() / Math.max(1e-9, journal.stepSeconds()), Duration.ofMillis((long) (1000 * journal.seconds())),
                data.dropped(), resumedFrom, data.learned(), List.copyOf(notes), curve);
    }

    private void write(Map<String, Tensor> learned) throws IOException {
        OutputFolder.write(request.outputFolder(), request.startFolder(), weights(learned), adapter(learned));
    }

    private Optional<Adapter> adapter(Map<String, Tensor> learned) {
        return request.hyperparameters().lora().map(lora -> new Adapter(config, lora, learned));
    }

    private Weights weights(Map<String, Tensor> learned) throws IOException {
        Optional<Adapter> adapter = adapter(learned);
        if (adapter.isPresent()) {
            return adapter.get().merge(config, Weights.read(request.startFolder(), config));
        }
        Weights trained = new Weights(config, learned);
        double interpolation = request.hyperparameters().stopping().interpolation();
        return interpolation == 1 ? trained : Weights.read(request.startFolder(), config).towards(trained, config, interpolation);
    }

    @Override
    public void close() {
        trainer.close();
    }
}
