package dev.retort.training;

import java.time.Duration;
import java.util.List;

import dev.retort.model.Weights;

/**
 * Progress of a run that has paused.
 *
 * @param step steps taken
 * @param steps of the whole run
 * @param ended nothing is left to do: all steps are taken, or patience has ended the run
 * @param kept the weights that the run would write if it ended here, an adapter merged into them
 * @param time of all processes that worked on the run
 * @param notes what an operator should know, one line each
 */
public record Standing(int step, int steps, boolean ended, Weights kept, Duration time, List<String> notes) {}
