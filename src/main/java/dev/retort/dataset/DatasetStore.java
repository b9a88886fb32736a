package dev.retort.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.retort.artifacts.Folders;
import dev.retort.artifacts.WholeFile;

/**
 * All data sets of a home. Each is a folder of the name {@code NAME@DIGEST} that never changes; beside it the file {@code NAME.current} says which one
 * the bare name means: the one imported last.
 */
public record DatasetStore(Path folder) {
    private static final String CURRENT = ".current";
    private static final String PARTIAL = ".partial";
    public static final String NAMES = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    /** The origin of a data set's rows: the file, its digest, and when it was imported. */
    record Origin(String file, String digest, Instant imported) {}

    /** Every one of them, by name and then from old to new. */
    public List<Dataset> list() throws IOException {
        var datasets = new ArrayList<Dataset>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> folders = Files.list(folder)) {
                for (Path each : folders.filter(f -> !f.toString().endsWith(PARTIAL)).toList()) {
                    if (Files.isRegularFile(each.resolve(DatasetManifest.FILE))) {
                        datasets.add(Dataset.open(each));
                    }
                }
            }
        }
        datasets.sort(Comparator.comparing(Dataset::name).thenComparing(d -> d.manifest().created()));
        return datasets;
    }

    /**
     * @param name such as {@code support}, {@code support@0123456789ab}, or a folder
     * @throws BadDataException if there is none, or its files have changed
     */
    public Dataset find(String name) throws IOException {
        var folders = new ArrayList<Path>();
        Path current = folder.resolve(name + CURRENT);
        if (name.matches(NAMES) && Files.isRegularFile(current)) {
            folders.add(folder.resolve(Files.readString(current).strip()));
        }
        folders.add(folder.resolve(name));
        folders.add(Path.of(name));
        for (Path candidate : folders) {
            if (Files.isRegularFile(candidate.resolve(DatasetManifest.FILE))) {
                Dataset found = Dataset.open(candidate);
                found.manifest().verify(candidate);
                return found;
            }
        }
        throw new BadDataException("there is no data set '%s' in %s; retort import makes one, retort dataset list shows them"
                .formatted(name, folder));
    }

    /** An empty folder to write the three files into. */
    Path begin(String name) throws IOException {
        Path partial = folder.resolve(name + PARTIAL);
        Folders.delete(partial);
        return Files.createDirectories(partial);
    }

    /** Gives what was written its manifest, report and name, and makes it the one that the bare name means. The same content again has the report of its last import. */
    Dataset commit(String name, Path partial, Origin origin, QualityReport report) throws IOException {
        DatasetManifest manifest = DatasetManifest.of(name, origin, partial, report);
        Path finished = folder.resolve(manifest.fullName());
        if (Files.isDirectory(finished)) {
            DatasetManifest.read(finished).verify(finished); // the same content again, perhaps of a file with other flaws
            report.write(manifest.fullName(), partial);
            protect(partial);
            for (String file : List.of(QualityReport.FILE, QualityReport.PAGE)) {
                Files.move(partial.resolve(file), finished.resolve(file), StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } else {
            manifest.write(partial);
            report.write(manifest.fullName(), partial);
            protect(partial);
            Folders.publish(partial, finished);
        }
        WholeFile.replace(folder.resolve(name + CURRENT), manifest.fullName() + "\n");
        return Dataset.open(finished);
    }

    private static void protect(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> file.toFile().setReadOnly()); // a courtesy; the digests are what counts
        }
    }
}
