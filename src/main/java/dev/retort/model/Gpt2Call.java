package dev.retort.model;

import ai.djl.pytorch.engine.PtNDArray;

/** The methods of {@code gpt2.py} that are called from here, each with its arguments. The program explains them. */
sealed interface Gpt2Call extends ScriptCall {
    record Configure(long layers, long heads, double epsilon, long kernel, boolean pack, long activation, boolean tied, int[] never,
            boolean onednn)
            implements
                Gpt2Call {}

    record Begin(PtNDArray flat) implements Gpt2Call {}

    record Put(long at, PtNDArray chunk) implements Gpt2Call {}

    record Keep(int[] shape) implements Gpt2Call {}

    record Hidden(int[] ids, long rows, long layers, boolean kept) implements Gpt2Call {}

    record Logits(int[] ids, long rows) implements Gpt2Call {}

    record LogProbabilities(int[] ids, long rows, int[] at, int[] targets, long chunk) implements Gpt2Call {}

    record Score(int[] ids, long top, long chunk) implements Gpt2Call {}

    record Cache(long capacity) implements Gpt2Call {}

    record History() implements Gpt2Call {}

    record HistoryOf(PtNDArray other, long used) implements Gpt2Call {}

    record Grow(PtNDArray cache, long used, long capacity) implements Gpt2Call {}

    record Step(StepRows rows, StepChoices choices) implements Gpt2Call {}

    record Distribution(PtNDArray logits, int[] seen, double temperature, long topK, double topP, double minP, double penalty, long ngram)
            implements
                Gpt2Call {}
}
