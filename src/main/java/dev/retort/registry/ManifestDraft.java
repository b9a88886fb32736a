package dev.retort.registry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * The publisher's knowledge of a version beyond its files. {@link Manifest} explains the fields.
 *
 * @param hyperparameters values that Jackson can write: numbers, texts, maps, lists, records
 * @param figures the same; nested maps become sections of the model card
 */
public record ManifestDraft(Optional<VersionId> parent, Instant created, String origin, Optional<String> datasetDigest,
        Map<String, Object> hyperparameters, Map<String, Object> figures) {

    public ManifestDraft {
        created = created.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A model that was not trained here and starts a line. */
    public static ManifestDraft base(Instant created) {
        return new ManifestDraft(Optional.empty(), created, "base", Optional.empty(), Map.of(), Map.of());
    }

    /** A model that training run {@code runId} made from {@code parent}. */
    public static ManifestDraft run(String runId, VersionId parent, Instant created, String datasetDigest,
            Map<String, Object> hyperparameters,
            Map<String, Object> figures) {
        return new ManifestDraft(Optional.of(parent), created, "run:" + runId, Optional.of(datasetDigest), hyperparameters, figures);
    }
}
