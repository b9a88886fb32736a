package dev.retort.cli.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/**
 * What a data set is and where it came from.
 *
 * @param digest over the names and contents of the three files, as {@code sha256:…}
 * @param files SHA-256 of each file
 */
public record DatasetManifest(String name, String digest, String source, String sourceDigest, String created, Map<String, Long> counts,
        Map<String, String> files, Map<DropReason, ImportReport.Dropped> dropped) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    public static final String FILE = "manifest.json";

    static DatasetManifest of(String name, Path source, Path folder, ImportReport report) throws IOException {
        var files = new TreeMap<String, String>();
        for (Split split : Split.values()) {
            files.put(split.file(), Sha256.hex(folder.resolve(split.file())));
        }
        String digest = "sha256:" + Sha256.hex(files.toString());
        return new DatasetManifest(name, digest, source.getFileName().toString(), "sha256:" + Sha256.hex(source),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), report.kept(), files, report.dropped());
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), JSON.writeValueAsBytes(this));
    }

    /** The data set's digest as its manifest says. */
    public static String digestOf(Path folder) throws IOException {
        return JSON.readTree(folder.resolve(FILE).toFile()).path("digest").asText("");
    }
}
