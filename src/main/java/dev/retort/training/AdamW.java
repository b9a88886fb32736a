package dev.retort.training;

/**
 * Rule by which a step turns gradients into new weights: AdamW with decoupled decay (Loshchilov and Hutter 2019).
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second
 * @param epsilon added to the root of the second moment
 * @param weightDecay of tensors with two dimensions, embeddings included; biases and layer norms never decay
 * @param maxGradNorm gradients with a greater global norm are scaled down to it
 * @param dropout share of the embeddings and of what each layer adds that is left out in a step, 0 for none; attention itself has none
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay, double maxGradNorm, double dropout) {
    public AdamW {
        Bounds.require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "0 to below 1");
        Bounds.require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "0 to below 1");
        Bounds.require(epsilon > 0 && epsilon <= 1, "epsilon", epsilon, "above 0, at most 1");
        Bounds.require(weightDecay >= 0 && weightDecay < 1e6, "weightDecay", weightDecay, "0 or more");
        Bounds.require(maxGradNorm > 0 && maxGradNorm <= Float.MAX_VALUE, "maxGradNorm", maxGradNorm, "above 0");
        Bounds.require(dropout >= 0 && dropout < 1, "dropout", dropout, "0 to below 1");
    }

    /** Hugging Face's defaults, with the given decay: betas 0.9 and 0.999, epsilon 1e-8, gradients clipped at norm 1, no dropout. */
    public static AdamW withDecay(double weightDecay) {
        return new AdamW(0.9, 0.999, 1e-8, weightDecay, 1, 0);
    }
}
