package dev.retort.trainer;

import java.util.List;

import dev.retort.evaluation.FlaggedReply;
import dev.retort.evaluation.GateExample;
import dev.retort.training.TrainingData;

/**
 * A job's examples, each in the part that it plays.
 *
 * @param training learned, validated on, replayed
 * @param gate corrections that are held back from training
 * @param flags flagged replies that nobody bettered, held back too
 * @param domain conversations that nobody corrected, held back too
 * @param learned those corrections that are trained on
 */
public record JobExamples(TrainingData training, List<GateExample> gate, List<FlaggedReply> flags, List<GateExample> domain,
        List<GateExample> learned) {
    public JobExamples {
        gate = List.copyOf(gate);
        flags = List.copyOf(flags);
        domain = List.copyOf(domain);
        learned = List.copyOf(learned);
    }
}
