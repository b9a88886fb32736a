package dev.retort.training;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.retort.model.ModelConfig;
import dev.retort.model.Tokenizer;
import dev.retort.model.Torch;
import dev.retort.model.TurnTemplate;
import dev.retort.model.Weights;

/** Supervised fine-tuning: the model learns the replies of examples, given their prompts. */
public final class FineTuning implements AutoCloseable {
    private final TrainingRequest request;
    private final ModelConfig config;
    private final List<String> notes = new ArrayList<>();
    private final Rows rows; // train, then replay
    private final int dropped;
    private final List<Batch> validation;
    private final BatchPlan plan;
    private final Checkpoints checkpoints;
    private final CheckpointTimes times;
    private final Trainer trainer;
    private final int resumedFrom;
    private Journal journal;
    private Optional<Weights> best;

    /**
     * Trains, and writes the model to the output folder: the weights with the lowest validation loss, or the last ones where there is no validation
     * set. Continues from the checkpoint folder if it holds a checkpoint of this very request, to the same numbers (on a CPU, bit for bit).
     *
     * @param listener is told of every step; what it throws ends the run, which can be continued later
     * @throws TrainingRefusedException if there is nothing to learn, or the output or checkpoint folder is another run's
     * @throws NonFiniteLossException if training went wrong; the last checkpoint stays
     */
    public static TrainingReport run(TrainingRequest request, Consumer<TrainingProgress> listener) throws IOException {
        return run(request, CheckpointTimes.ordinary(), listener);
    }

    static TrainingReport run(TrainingRequest request, CheckpointTimes times, Consumer<TrainingProgress> listener) throws IOException {
        OutputFolder.check(request.outputFolder());
        try (FineTuning run = new FineTuning(request, times)) {
            run.train(listener);
            return run.finish();
        }
    }

    private FineTuning(TrainingRequest request, CheckpointTimes times) throws IOException {
        this.request = request;
        this.times = times;
        Torch.start(request.threads());
        config = ModelConfig.read(request.startFolder());
        Hyperparameters hyperparameters = request.hyperparameters();
        TrainingData data = request.data();
        Rows validationRows;
        try (Tokenizer tokenizer = Tokenizer.read(request.startFolder())) {
            TurnTemplate template = new TurnTemplate(tokenizer, config.contextLength());
            Rows train = Rows.of("train", data.train(), template, config.endOfText());
            Rows replay = Rows.of("replay", data.replay(), template, config.endOfText());
            validationRows = Rows.of("validation", data.validation(), template, config.endOfText());
            rows = train.and(replay);
            dropped = rows.dropped() + validationRows.dropped();
            if (train.size() == 0) {
                throw new TrainingRefusedException("there is nothing to learn: " + data.train().size() + " examples, of which "
                        + train.dropped() + " don't fit the context of " + config.contextLength() + " tokens");
            }
            plan = BatchPlan.of(rows.lengths(), train.size(), hyperparameters);
        }
        if (dropped > 0) {
            notes.add(dropped + " examples don't fit the context of " + config.contextLength() + " tokens and were left out");
        }
        validation = validationRows.batches(hyperparameters.rows());
        checkpoints = new Checkpoints(request.checkpointFolder(), Digests.request(request), config);
        Optional<Checkpoint> found = checkpoints.latest(notes);
        journal = found.map(Checkpoint::journal).orElseGet(Journal::empty);
        best = found.flatMap(Checkpoint::best);
        resumedFrom = journal.steps();
        trainer = found.isPresent()
                ? Trainer.resume(config, found.get().state(), hyperparameters.optimizer(), request.device())
                : Trainer.start(config, Weights.read(request.startFolder(), config), hyperparameters.optimizer(), request.device());
    }

    private void train(Consumer<TrainingProgress> listener) throws IOException {
        Pace pace = new Pace();
        if (journal.steps() == 0 && !validation.isEmpty()) {
            journal = journal.startingAt(trainer.evaluate(validation));
        }
        Hyperparameters hyperparameters = request.hyperparameters();
        int warmup = (int) (hyperparameters.warmupRatio() * plan.size());
        long left = IntStream.range(journal.steps(), plan.size()).mapToLong(this::tokens).sum();
        for (int step = journal.steps(); step < plan.size(); step++) {
            double rate = hyperparameters.learningRate() * hyperparameters.schedule().factor(step, warmup, plan.size());
            List<Batch> parts = plan.steps().get(step).stream().map(rows::batch).toList();
            long tokens = tokens(step);
            pace.start();
            StepResult result = trainer.step(parts, rate);
            double spent = pace.stepped(tokens);
            OptionalDouble loss = validate(step + 1);
            left -= tokens;
            TrainingProgress progress = new TrainingProgress(step + 1, plan.size(), plan.epochsAfter(step + 1), result.loss(), loss, rate,
                    result.gradNorm(), pace.tokensPerSecond(), pace.timeFor(left));
            if (journal.improvesOn(loss)) {
                best = Optional.of(trainer.weights());
            }
            journal = journal.after(progress, tokens, spent, pace.lap());
            if (step + 1 < plan.size() && times.due()) {
                trainer.read(state -> checkpoints.save(new Checkpoint(journal, state, best)));
                times.saved();
            }
            listener.accept(progress);
        }
    }

    private OptionalDouble validate(int taken) {
        return validation.isEmpty() || !plan.evaluationDue(taken, request.hyperparameters().evaluationsPerEpoch())
                ? OptionalDouble.empty()
                : OptionalDouble.of(trainer.evaluate(validation));
    }

    private long tokens(int step) {
        return plan.steps().get(step).stream().flatMap(List::stream).mapToLong(rows::tokens).sum();
    }

    private TrainingReport finish() throws IOException {
        OutputFolder.write(request.outputFolder(), request.startFolder(), best.orElseGet(trainer::weights));
        List<TrainingProgress> curve = journal.curve();
        return new TrainingReport(plan.size(), curve.get(0).loss(), curve.get(curve.size() - 1).loss(), journal.startValidationLoss(),
                journal.bestValidationLoss(), best.isPresent() ? journal.bestStep() : plan.size(), journal.tokens(),
                journal.tokens() / Math.max(1e-9, journal.stepSeconds()), Duration.ofMillis((long) (1000 * journal.seconds())), dropped,
                resumedFrom, List.copyOf(notes), curve);
    }

    @Override
    public void close() {
        trainer.close();
    }
}
