package dev.retort.starter;

import java.util.Map;

/**
 * The figures in the model's card.
 *
 * @param overlap by n: share of the held-out n-grams that occur in training
 * @param chosen the weights that were kept
 */
record StarterFigures(TemplateShare templates, Map<Integer, Double> overlap, long trainTokens, long heldOutTokens, double trigram,
        double discount,
        double model,
        double assistantTurns, Pretraining method, Pretraining.Result training,
        Calibration.Calibrated chosen) {
    /** The share by which the model's held-out perplexity is below the trigram's. */
    double gain() {
        return 1 - model / trigram;
    }
}
