package dev.retort.loop;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.evaluation.FamilyBias;
import dev.retort.evaluation.SideBySide;
import dev.retort.evaluation.Verdict;
import dev.retort.lines.Run;
import dev.retort.report.Judged;
import dev.retort.report.ShownReplies;
import dev.retort.trainer.JobFolder;
import dev.retort.trainer.JobJson;
import org.jboss.logging.Logger;

/** Findings of the gate, as a run's page shows them. */
final class RunFindings {
    private static final Logger LOG = Logger.getLogger(RunFindings.class);

    private RunFindings() {}

    static ShownReplies samples(Run run, JobFolder folder) throws IOException {
        if (run.verdict().isEmpty()) {
            return ShownReplies.none("None: the run has not come to its verdict.");
        }
        if (!folder.exists()) {
            return ShownReplies.none("They are on the machine that trained the run.");
        }
        List<SideBySide> shown = folder.samples();
        return shown.isEmpty() ? ShownReplies.none("None were written.") : new ShownReplies("", shown);
    }

    /** The recorded verdict; none before it is there, or where a server of another version has written it. */
    static Optional<Verdict> verdict(Run run) {
        try {
            return run.verdict().map(JsonNode::toString).map(Verdict::fromJson);
        } catch (IllegalArgumentException e) {
            LOG.debugf(e, "%s: its verdict is of another shape", run.id());
            return Optional.empty();
        }
    }

    static Judged judged(Run run, JobFolder folder) throws IOException {
        if (run.verdict().isEmpty()) {
            return Judged.not("The run has not come to a verdict.");
        }
        Optional<Verdict> verdict = verdict(run);
        if (verdict.isEmpty()) {
            return Judged.not("Its verdict was written by another version of the program.");
        }
        Optional<JsonNode> evaluation = folder.hasResult() ? folder.result().evaluation() : Optional.empty();
        return new Judged("", verdict.get().rules(), bias(evaluation, "champion"), bias(evaluation, "candidate"));
    }

    private static List<FamilyBias> bias(Optional<JsonNode> evaluation, String model) {
        return evaluation.map(both -> both.path(model).path("bias")).filter(JsonNode::isArray)
                .map(families -> List.of(JobJson.MAPPER.convertValue(families, FamilyBias[].class))).orElse(List.of());
    }
}
