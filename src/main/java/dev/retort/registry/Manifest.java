package dev.retort.registry;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The content of a version's {@code manifest.json}.
 *
 * @param id the version's name, the beginning of {@code digest}
 * @param digest SHA-256 (hex) over the names and digests of all model files
 * @param parent the version that it was made to replace, and measured against
 * @param created when it was first published, UTC
 * @param origin where it came from: {@code base}, {@code run:<id>} or {@code import}
 * @param files name to SHA-256 (hex) of each model file
 * @param datasetDigest digest of the frozen data set it was trained on
 * @param hyperparameters what training was told, by name; under {@link #START} the version whose weights it started from
 * @param figures what was measured: loss, perplexity, the gate's verdict
 * @param conversations name to SHA-256 (hex) of the version's own conversations, in {@code retort/}; not in {@code digest}
 */
public record Manifest(VersionId id, String digest, Optional<VersionId> parent, Instant created, String origin, Map<String, String> files,
        Optional<String> datasetDigest, Map<String, Object> hyperparameters, Map<String, Object> figures,
        Map<String, String> conversations) {

    public static final String START = "start";

    public Manifest {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        conversations = Collections.unmodifiableSortedMap(new TreeMap<>(conversations));
        hyperparameters = Collections.unmodifiableMap(new LinkedHashMap<>(hyperparameters));
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    static Manifest of(SortedMap<String, String> files, SortedMap<String, String> conversations, ManifestDraft draft) {
        String digest = Digests.ofNames(files);
        return new Manifest(VersionId.of(digest), digest, draft.parent(), draft.created(), draft.origin(), files, draft.datasetDigest(),
                draft.hyperparameters(), draft.figures(), conversations);
    }
}
