package dev.retort.training;

import java.util.Optional;

/** Hyperparameters while one is changed. */
final class HyperparametersDraft {
    double learningRate;
    int epochs;
    int rows;
    int accumulation;
    double warmupRatio;
    Schedule schedule;
    double weightDecay;
    double maxGradNorm;
    double dropout;
    double replayRatio;
    int evaluationsPerEpoch;
    long seed;
    Objective objective;
    Optional<Lora> lora;
    int patience;
    Compute compute;
    double epsilon;
    TooLong tooLong;
    double wordDropout;
    double interpolation;

    HyperparametersDraft(Hyperparameters from) {
        learningRate = from.learningRate();
        epochs = from.epochs();
        rows = from.rows();
        accumulation = from.accumulation();
        warmupRatio = from.warmupRatio();
        schedule = from.schedule();
        weightDecay = from.weightDecay();
        maxGradNorm = from.maxGradNorm();
        dropout = from.dropout();
        replayRatio = from.replayRatio();
        evaluationsPerEpoch = from.evaluationsPerEpoch();
        seed = from.seed();
        objective = from.objective();
        lora = from.lora();
        patience = from.patience();
        compute = from.compute();
        epsilon = from.epsilon();
        tooLong = from.tooLong();
        wordDropout = from.wordDropout();
        interpolation = from.interpolation();
    }

    Hyperparameters finished() {
        return new Hyperparameters(learningRate, epochs, rows, accumulation, warmupRatio, schedule, weightDecay, maxGradNorm, dropout,
                replayRatio, evaluationsPerEpoch, seed, objective, lora, patience, compute, epsilon, tooLong, wordDropout, interpolation);
    }
}
