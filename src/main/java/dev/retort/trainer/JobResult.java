package dev.retort.trainer;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.evaluation.Comparison;
import dev.retort.training.TrainingReport;

/**
 * What a trainer process found.
 *
 * @param verdict what the gate says of the candidate
 * @param report how training went
 * @param evaluation the figures of champion and candidate, without any text of a conversation: results are kept, people may go; none if the candidate is broken
 */
public record JobResult(JsonNode verdict, JsonNode report, Optional<JsonNode> evaluation) {
    /** @param mitigated whose notes are added to the report's own, and whose groups it names */
    static JobResult of(Comparison comparison, TrainingReport report, Mitigation.Mitigated mitigated) {
        ObjectNode told = JobJson.MAPPER.valueToTree(report);
        mitigated.notes().forEach(note -> told.withArray("notes").add(note));
        told.set("groups", JobJson.MAPPER.valueToTree(mitigated.groups()));
        Optional<JsonNode> evaluation = comparison.champion().flatMap(champion -> comparison.candidate()
                .<JsonNode>map(candidate -> JobJson.MAPPER
                        .valueToTree(Map.of("champion", champion.withoutTexts(), "candidate", candidate.withoutTexts()))));
        return new JobResult(JobJson.MAPPER.valueToTree(comparison.verdict()), told, evaluation);
    }
}
