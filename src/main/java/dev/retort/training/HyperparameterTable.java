package dev.retort.training;

import static dev.retort.training.Hyperparameter.of;

import java.util.List;

/**
 * Every hyperparameter that people can set. The command's options, the configuration's keys and the lines of a run's report are made of it; a test
 * holds docs/configuration.md against it. All of them are in this order.
 */
public final class HyperparameterTable {
    public static final String PREFIX = "retort.training.";

    public static final List<Hyperparameter> ROWS = List.of(
            of("pacing", "epochs", "by the model's size and the number of corrections", "how often each example is seen")
                    .withOption("N",
                            "How often each example is seen; default of this and of all that follow: retort.training.*, else by the "
                                    + "model's size."),
            of("optimizer", "learningRate", "by the model's size", "peak of the learning rate").withOption("RATE", "Its peak."),
            of("pacing", "schedule", "`cosine`", "how the learning rate falls: `cosine`, `linear` (both to 0), `constant`")
                    .withOption("SCHEDULE", "How it falls: cosine, linear, constant."),
            of("pacing", "warmupRatio", "`0.1`", "share of the steps in which it rises first, 0 to below 1")
                    .withOption("SHARE", "Share of the steps in which it rises; else 0.1."),
            of("pacing", "rows", "`8`", "examples of a batch").withOption("N", "Examples of a batch; else 8."),
            of("pacing", "accumulation", "`1`", "batches of an optimizer step").withOption("N", "Batches of an optimizer step; else 1."),
            of("objective", "method", "`sft`",
                    "`sft`: corrected replies; `dpo`: pairs of a corrected and a flagged reply; `kto`: praise and flags one by one; `auto`: all "
                            + "together")
                    .withOption("METHOD", "sft, dpo, kto, or auto: every reply, and the pairs among them; else sft."),
            of("objective", "beta", "`0.1`", "how dear it is for `dpo`, `kto`, `auto` to leave the model that the run starts from")
                    .withOption("N", "How dear it is for dpo, kto and auto to leave the base; else 0.1."),
            of("lora", "rank", "`0`: all weights learn", "rank of an adapter that learns instead, merged into the candidate")
                    .withKey("lora-rank").withOption("N", "An adapter of this rank learns instead of all weights; 0: all weights."),
            of("lora", "alpha", "twice the rank", "how much the adapter counts, in units of the rank").withKey("lora-alpha")
                    .withOption("N", "How much the adapter counts; else twice its rank."),
            of("lora", "targets", "`c_attn,c_proj,c_fc`", "the matrices that get an adapter").withKey("lora-targets")
                    .withOption("NAMES", "Its matrices; else c_attn,c_proj,c_fc."),
            of("optimizer", "weightDecay", "`0.01`", "AdamW's, of matrices and embeddings")
                    .withOption("N", "AdamW's, of matrices and embeddings; else 0.01.").withLine("weight decay", "%s"),
            of("optimizer", "epsilon", "by the model's size", "AdamW's: weights whose gradients stay far below it hardly move"),
            of("optimizer", "maxGradNorm", "`1`", "greater gradients are scaled down to this norm")
                    .withOption("N", "Greater gradients are scaled down to this norm; else 1.").withLine("gradients", "clipped to norm %s"),
            of("optimizer", "dropout", "`0`",
                    "share of the embeddings and of what each layer adds that is left out in a step, 0 to below 1")
                    .withOption("SHARE", "Share of activations left out in a step; else 0.").withLineUnless(0, "dropout", "%s"),
            of("data", "wordDropout", "by the model's size",
                    "share of a question's words that is left out in every other epoch, 0 to below 1")
                    .withOption("SHARE", "Share of a question's words left out in every other epoch; else by the model's size.")
                    .withPercentUnless(0, "words left out", "%s %% of a question's, in every other epoch"),
            of("data", "replayRatio", "by the model's size and the number of corrections",
                    "replayed conversations for each new example in each epoch, in the loop's runs"),
            of("data", "decisionRatio", "`6`",
                    "beginnings of replayed replies for each new example in each epoch, where the model is to stay as it was, in runs that learn old "
                            + "questions"),
            of("data", "decisionWeight", "`3`",
                    "how much each of the first 3 tokens of a learned reply counts beside the others, in the same runs"),
            of("objective", "replay", "`keep` with `sft`, else `learn`",
                    "what is asked at their replies: to stay as the model was before the run, or to learn them again"),
            of("stopping", "interpolation", "by the model's size and the number of corrections",
                    "how far the candidate goes from the start weights to the trained ones, above 0 to 1")
                    .withOption("SHARE", "How far to go from the start weights to the trained ones, above 0 to 1; else 1.")
                    .withPercentUnless(1, "interpolation", "%s %% of the way from the start weights"),
            of("objective", "labelSmoothing", "`0`",
                    "share of a label's target that is spread over the vocabulary, 0 to below 1; of cross entropy only")
                    .withOption("SHARE", "Share of a label spread over the vocabulary; else 0.").withLineUnless(0, "label smoothing", "%s"),
            of("stopping", "patience", "`0`", "a run stops after so many validation losses in a row without a new best; 0: never")
                    .withOption("N", "Stop after so many validation losses without a new best; else never.")
                    .withLineUnless(0, "patience", "%s validation losses without a new best"),
            of("compute", "matrices", "`fp32`", "matrices are multiplied in `fp32`, `bf16`, or `auto`: bf16 where the hardware does")
                    .withKey("precision").withOption("PRECISION", "fp32, bf16, or auto; else fp32."),
            of("compute", "recompute", "`false`", "compute layers again instead of keeping them: less memory, a third more time")
                    .withOption("", "Compute layers again instead of keeping them: less memory, more time."),
            of("data", "tooLong", "`drop`", "an example that does not fit the context: `drop` or `refuse` the run")
                    .withOption("WHAT", "Of an example over the context: drop or refuse; else drop."),
            of("data", "seed", "`1`", "order of the examples, choice of the replayed ones, and the gate's resampling")
                    .withOption("N", "Order of the examples; else 1."));

    private HyperparameterTable() {}
}
