package dev.retort.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.retort.digest.Sha256;

/**
 * Name, digest and origin of a data set.
 *
 * @param format of the files: 1, 2 where rows have a {@code label}, or 3 where messages have a {@code weight}; a manifest that doesn't say has format 1
 * @param digest over the names and contents of the three files, as {@code sha256:…}
 * @param source the file that was imported
 * @param created when, ISO 8601
 * @param counts rows of each part
 * @param files SHA-256 of each file, in hex
 */
public record DatasetManifest(int format, String name, String digest, String source, String sourceDigest, String created,
        Map<String, Long> counts,
        Map<String, String> files) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    static final String FILE = "manifest.json";
    private static final int FORMAT = 3;
    private static final int WITH_LABELS = 2;
    private static final int SHORT_DIGEST = 12;
    private static final int PREFIX = "sha256:".length();

    public DatasetManifest {
        Stream.of(name, digest, source, sourceDigest, created, counts, files).forEach(Objects::requireNonNull); // a file may lack any
    }

    static DatasetManifest of(String name, DatasetStore.Origin origin, Path folder, QualityReport report) throws IOException {
        Map<String, String> files = digests(folder);
        int format = report.shapes().containsKey(Tally.IN_PART)
                ? FORMAT
                : Tally.JUDGED.stream().anyMatch(report.shapes()::containsKey) ? WITH_LABELS : 1;
        return new DatasetManifest(format, name, "sha256:" + Sha256.hex(files.toString()), origin.file(), origin.digest(),
                origin.imported().truncatedTo(ChronoUnit.SECONDS).toString(), report.kept(), files);
    }

    private static Map<String, String> digests(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        for (DatasetSplit split : DatasetSplit.values()) {
            files.put(split.file(), Sha256.hex(folder.resolve(split.file())));
        }
        return files;
    }

    /** The name with the beginning of the digest, such as {@code support@0123456789ab}: the folder's name, and one that never means another content. */
    public String fullName() {
        return name + "@" + digest.substring(PREFIX, PREFIX + SHORT_DIGEST);
    }

    /** @throws BadDataException if a file is missing or has changed since */
    void verify(Path folder) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!Files.isRegularFile(path)) {
                throw new BadDataException(path + ": no such file, the data set is damaged; import it again");
            }
            String digest = Sha256.hex(path);
            if (!digest.equals(file.getValue())) {
                throw new BadDataException("%s: has changed since it was imported: its SHA-256 is %s, expected %s; import it again"
                        .formatted(path, digest, file.getValue()));
            }
        }
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), JSON.writeValueAsBytes(this));
    }

    static DatasetManifest read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        try {
            int format = JSON.readTree(file.toFile()).path("format").asInt(1);
            if (format > FORMAT) {
                throw new BadDataException(
                        "%s: is of format %d, this program reads up to %d; import the data set again, or use a newer program"
                                .formatted(file, format, FORMAT));
            }
            DatasetManifest manifest = JSON.readValue(file.toFile(), DatasetManifest.class);
            if (manifest.digest.matches("sha256:[0-9a-f]{64}") && manifest.files.keySet().size() == DatasetSplit.values().length) {
                return manifest;
            }
        } catch (JsonProcessingException e) {
            throw new BadDataException(
                    "%s: is no data set's manifest: %s".formatted(file, e.getOriginalMessage().lines().findFirst().orElse("")));
        }
        throw new BadDataException(file + ": is no data set's manifest");
    }
}
