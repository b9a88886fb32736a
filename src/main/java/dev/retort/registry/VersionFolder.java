package dev.retort.registry;

import java.nio.file.Path;

/** A version whose files were just verified: a Hugging Face model folder that {@code Gpt2.load} takes. */
public record VersionFolder(Path folder, Manifest manifest) {
    public VersionId id() {
        return manifest.id();
    }
}
