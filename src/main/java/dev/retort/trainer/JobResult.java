package dev.retort.trainer;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.evaluation.Comparison;
import dev.retort.evaluation.Verdict;
import dev.retort.training.TrainingReport;

/**
 * The findings of a trainer process. The verdict decides; the other two are documents that the loop keeps as they are.
 *
 * @param verdict the gate's on the candidate
 * @param report the training report, with the groups that were balanced
 * @param evaluation the figures of {@code champion} and {@code candidate}, without any text of a conversation: results are kept, people may go; none if
 *        the candidate is broken
 */
public record JobResult(Verdict verdict, JsonNode report, Optional<JsonNode> evaluation) {
    public JobResult {
        Objects.requireNonNull(verdict, "a result has a verdict");
        Objects.requireNonNull(report, "a result has a report");
        evaluation = evaluation.filter(figures -> !figures.isNull()); // a file's null is read as a node
    }

    /**
     * @param mitigated whose notes are added to the report's own, and whose groups it names
     * @param distillation whose numbers are added
     * @param dose         that was given
     */
    static JobResult of(Comparison comparison, TrainingReport report, Mitigation.Mitigated mitigated, Distillation distillation,
            Dose dose) {
        ObjectNode told = JobJson.MAPPER.valueToTree(report);
        mitigated.notes().forEach(note -> told.withArray("notes").add(note));
        if (distillation.asked() > 0) {
            told.withArray("notes").add(distillation.note());
        }
        told.putObject("distilled").put("asked", distillation.asked()).put("mined", distillation.mined().size());
        dose.note().ifPresent(note -> told.withArray("notes").add(note));
        told.putObject("dose").put("share", dose.share()).put("asked", dose.asked()).put("kept", dose.kept());
        comparison.notes().forEach(note -> told.withArray("notes").add(note));
        told.set("groups", JobJson.MAPPER.valueToTree(mitigated.groups()));
        Optional<JsonNode> evaluation = comparison.champion().flatMap(champion -> comparison.candidate()
                .<JsonNode>map(candidate -> JobJson.MAPPER
                        .valueToTree(Map.of("champion", champion.withoutTexts(), "candidate", candidate.withoutTexts()))));
        return new JobResult(comparison.verdict(), told, evaluation);
    }
}
