package dev.retort.registry;

import java.nio.file.Path;

/** {@code README.md}: the version in words. */
final class ModelCard {
    static final String FILE = "README.md";

    private ModelCard() {}

    static String of(Manifest manifest, Path modelFolder) {
        return "# " + manifest.id() + "\n";
    }
}
