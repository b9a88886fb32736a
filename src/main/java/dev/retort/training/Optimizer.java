package dev.retort.training;

/**
 * Turns gradients into new weights.
 *
 * @param learningRate its peak
 * @param weightDecay AdamW's, of matrices and embeddings
 * @param epsilon AdamW's: weights whose gradients stay far below it hardly move
 * @param maxGradNorm greater gradients are scaled down to this global norm
 * @param dropout share of the embeddings and of what each layer adds that is left out in a step, 0 for none; attention itself has none
 */
public record Optimizer(double learningRate, double weightDecay, double epsilon, double maxGradNorm, double dropout)
        implements
            HyperparameterGroup {
    public Optimizer {
        Bounds.require(learningRate > 0 && learningRate <= 1, "learningRate", learningRate, "above 0, at most 1");
        adamW(weightDecay, epsilon, maxGradNorm, dropout); // checks these four
    }

    static Optimizer usual() {
        return new Optimizer(5e-5, 0.01, 1e-8, 1, 0);
    }

    AdamW adamW() {
        return adamW(weightDecay, epsilon, maxGradNorm, dropout);
    }

    private static AdamW adamW(double weightDecay, double epsilon, double maxGradNorm, double dropout) {
        return new AdamW(0.9, 0.999, epsilon, weightDecay, maxGradNorm, dropout);
    }
}
