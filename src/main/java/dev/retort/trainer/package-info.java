/**
 * Trains a model and measures it against the champion, in a process of its own that knows no server. In comes a job's folder: the job, its examples, and
 * where the models lie. Out come the candidate and the gate's verdict in that folder, and on the way a line of JSON for each step.
 *
 * <p>Beside its examples a run learns old questions to which corrections of others are right, too ({@link dev.retort.trainer.Mining}).
 */
@NullMarked
package dev.retort.trainer;

import org.jspecify.annotations.NullMarked;
