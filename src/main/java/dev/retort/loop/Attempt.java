package dev.retort.loop;

import java.util.List;
import java.util.Optional;

import dev.retort.events.CurvePoint;
import dev.retort.lines.Run;
import dev.retort.trainer.JobFolder;
import dev.retort.trainer.TrainerLine;
import dev.retort.trainer.TrainerProcess;

/**
 * An attempt that this process supervises.
 *
 * @param told the trainer's last line that was told
 * @param toldSteps how many of its steps were told
 */
record Attempt(Id id, JobFolder folder, TrainerProcess trainer, Optional<TrainerLine> told, int toldSteps) {
    /** Name of an attempt among all runs. */
    record Id(String run, int number) {
        static Id of(Run run) {
            return new Id(run.id(), run.attempt());
        }
    }

    static Attempt begun(Id id, JobFolder folder, TrainerProcess trainer) {
        return new Attempt(id, folder, trainer, Optional.empty(), 0);
    }

    boolean isLatestOf(Run run) {
        return id.equals(Id.of(run));
    }

    Attempt told(TrainerLine line, List<CurvePoint> steps) {
        return new Attempt(id, folder, trainer, Optional.of(line), toldSteps + steps.size());
    }
}
