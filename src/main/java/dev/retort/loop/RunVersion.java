package dev.retort.loop;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.retort.lines.Run;
import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.VersionId;
import dev.retort.trainer.Job;
import dev.retort.trainer.JobJson;
import dev.retort.trainer.JobResult;

/** Makes a version of a run's candidate. */
final class RunVersion {
    private RunVersion() {}

    static ManifestDraft draft(Run run, Job job, JobResult result, Instant now) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("verdict", JobJson.MAPPER.valueToTree(result.verdict()));
        result.evaluation().ifPresent(evaluation -> figures.put("evaluation", evaluation));
        figures.put("training", result.report());
        Map<String, Object> hyperparameters = new LinkedHashMap<>();
        hyperparameters.put(Manifest.START, Path.of(job.start()).getFileName().toString());
        hyperparameters.putAll(JobJson.map(job.hyperparameters()));
        return ManifestDraft.run(run.id(), new VersionId(run.parent().orElseThrow()), now, run.datasetDigest().orElseThrow(),
                hyperparameters, figures);
    }
}
