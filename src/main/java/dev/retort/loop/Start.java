package dev.retort.loop;

import java.io.IOException;

import dev.retort.registry.Manifest;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.UnknownVersionException;
import dev.retort.registry.VersionId;

/** Weights that a run starts from. The examples are the same: all that were approved, old and new. */
public enum Start {
    /** Those from before any run. The next run then does not add to what one run costs the rest of the model's knowledge. */
    BASE,
    /** The champion's. */
    CHAMPION;

    /**
     * @param champion the version that the run is measured against
     * @throws IOException if its manifest can't be read
     */
    VersionId of(VersionId champion, ModelRegistry registry) throws IOException {
        VersionId start = champion;
        Manifest made = registry.read(champion);
        while (this == BASE && made.origin().startsWith("run:") && made.parent().isPresent()) {
            try {
                made = registry.read(made.parent().get());
            } catch (UnknownVersionException e) {
                return start; // the store no longer has it: the oldest that is left
            }
            start = made.id();
        }
        return start;
    }
}
