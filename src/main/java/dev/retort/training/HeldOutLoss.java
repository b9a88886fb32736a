package dev.retort.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.model.Tokenizer;
import dev.retort.model.Torch;
import dev.retort.model.TurnTemplate;
import dev.retort.model.Weights;

/**
 * Mean cross entropy of the held-out replies and their ends, in nats per token: the one figure by which runs of different methods can be compared. A
 * run's own validation loss is its method's, with its label smoothing.
 */
public final class HeldOutLoss {
    private static final int ROWS = 8;
    private final ModelConfig config;
    private final List<Batch> batches;
    private final int examples;
    private final Device device;
    private final int threads;

    private HeldOutLoss(ModelConfig config, Rows rows, Device device, int threads) {
        this.config = config;
        this.batches = rows.groups(ROWS).stream().map(rows::batch).toList(); // always these, so that equal weights have equal losses
        this.examples = rows.size();
        this.device = device;
        this.threads = threads;
    }

    /**
     * Prepares the validation set, less what is trained on. Flagged replies have no part in it.
     *
     * @param model whose tokenizer and context count
     * @throws TrainingRefusedException if nothing is held out, or a tenth of it is trained on
     */
    public static HeldOutLoss of(Path model, TrainingData data, Device device, int threads) throws IOException {
        ModelConfig config = ModelConfig.read(model);
        List<TrainingExample> heldOut = EncodedData.heldOut(data);
        try (Tokenizer tokenizer = Tokenizer.read(model)) {
            Rows rows = new Encoding(new TurnTemplate(tokenizer, config.contextLength()), config.endOfText(), Objective.sft(), TooLong.DROP)
                    .rows("validation", heldOut);
            if (rows.size() == 0) {
                throw new TrainingRefusedException("none of " + data.validation().size()
                        + " validation examples can be measured, expected replies that fit the context and are not trained on");
            }
            return new HeldOutLoss(config, rows, device, threads);
        }
    }

    /** Number of replies that count. */
    public int examples() {
        return examples;
    }

    /** Loss of a model with these weights; not finite where they are not. */
    public double of(Weights weights) {
        Torch.start(threads);
        try (Trainer trainer = Trainer.start(config, weights, AdamW.withDecay(0), device)) {
            return trainer.evaluate(batches);
        }
    }
}
