package dev.retort.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.evaluation.Verdict;
import dev.retort.training.TrainingReport;

/** What a trainer process found: how training went, and what the gate says of the candidate. */
record JobResult(JsonNode verdict, JsonNode report) {
    static JobResult of(Verdict verdict, TrainingReport report) {
        return new JobResult(JobJson.MAPPER.valueToTree(verdict), JobJson.MAPPER.valueToTree(report));
    }

    RunState outcome() {
        RunState state = RunState.of(verdict.path("verdict").asText());
        return switch (state) {
            case ACCEPTED, REJECTED, INCONCLUSIVE -> state;
            default -> throw new IllegalArgumentException("a verdict cannot be " + state.text());
        };
    }
}
