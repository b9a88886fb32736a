package dev.retort.dataset;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that import texts, each into a folder of its own. */
abstract class Importing {
    @TempDir
    Path folder;
    Imports imports = new Imports(Path.of(""));

    @BeforeEach
    void here() {
        imports = new Imports(folder);
    }

    static QualityReport report(Dataset dataset) throws IOException {
        return dataset.report().orElseThrow();
    }
}
