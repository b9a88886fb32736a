package dev.retort.demo;

import java.util.List;

/**
 * The answers to the demonstration's questions, each time in the same order.
 *
 * @param before any correction
 * @param remembered a second after the last correction, by the old weights and the memory
 * @param learned after the run, by the new weights alone
 * @param both after the run, by the new weights and the memory
 */
record DemoAnswers(List<Answer> before, List<Answer> remembered, List<Answer> learned, List<Answer> both) {}
