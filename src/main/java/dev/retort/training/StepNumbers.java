package dev.retort.training;

import dev.retort.model.ScriptNumbers;

/** The numbers of a step, an evaluation or a gradient, as {@code gpt2_training.py} takes them; some of them matter to a step alone. */
record StepNumbers(double beta, double labelSmoothing, double forDivergence, double dropout, double seed, double recompute,
        double learningRate, double maxNorm, double beta1, double beta2, double epsilon, double weightDecay) implements ScriptNumbers {

    static StepNumbers of(TrainerSetup setup, int forDivergence, long step, double learningRate) {
        AdamW optimizer = setup.optimizer();
        Objective objective = setup.objective();
        double seed = 7 + 1_000_003.0 * step; // the step's, not what was drawn before: a resumed run draws the same dropout
        return new StepNumbers(objective.beta(), objective.labelSmoothing(), forDivergence, optimizer.dropout(), seed,
                setup.compute().recompute() ? 1 : 0, learningRate, optimizer.maxGradNorm(), optimizer.beta1(), optimizer.beta2(),
                optimizer.epsilon(), optimizer.weightDecay());
    }
}
