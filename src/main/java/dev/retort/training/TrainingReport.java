package dev.retort.training;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Result of a run.
 *
 * @param steps taken, fewer than planned where patience ended
 * @param firstLoss of the first step's batch
 * @param lastLoss of the last step's batch
 * @param startValidationLoss of the model that the run started from
 * @param bestValidationLoss of the weights in the output folder
 * @param bestStep the step after which those weights were taken
 * @param tokens learned from, padding left out, prompts included
 * @param tokensPerSecond over all steps, evaluations left out
 * @param time of all processes that worked on the run
 * @param droppedExamples examples that don't fit the model's context
 * @param resumedFrom the step that this process continued from, 0 if it did the whole run
 * @param learned what was learned from
 * @param notes what an operator should know: damaged checkpoints, dropped examples; one line each
 */
public record TrainingReport(int steps, double firstLoss, double lastLoss, OptionalDouble startValidationLoss,
        OptionalDouble bestValidationLoss, int bestStep, long tokens, double tokensPerSecond, Duration time, int droppedExamples,
        int resumedFrom, Learned learned, List<String> notes, List<TrainingProgress> curve) {}
