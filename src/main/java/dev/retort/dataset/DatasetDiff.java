package dev.retort.dataset;

import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.retort.digest.Sha256;

/**
 * The fate of the rows of one data set in another. The same texts in the same roles are the same row.
 *
 * @param same rows that are in the same part of both
 * @param added rows by the part that they are in now
 * @param removed rows by the part that they were in
 * @param moved rows by where from and where to, such as {@code train → gate}
 */
public record DatasetDiff(long same, Map<String, Changed> added, Map<String, Changed> removed, Map<String, Changed> moved) {
    private static final int SHOWN = 3;

    /** @param samples the first few, as JSON */
    public record Changed(long count, List<String> samples) {}

    /** Keeps a number for each row of both, and no texts. */
    public static DatasetDiff of(Dataset before, Dataset after) throws IOException {
        Map<DatasetSplit, LongCounts> old = fingerprints(before);
        Map<DatasetSplit, LongCounts> now = fingerprints(after);
        var added = new Changes();
        var removed = new Changes();
        var moved = new Changes();
        var same = new AtomicLong();
        for (DatasetSplit split : DatasetSplit.values()) {
            after.read(split, row -> {
                Optional<DatasetSplit> was = where(old, row);
                if (was.isEmpty()) {
                    added.count(split.word(), row);
                } else if (was.get() == split) {
                    same.incrementAndGet();
                } else {
                    moved.count(was.get().word() + " → " + split.word(), row);
                }
            });
            before.read(split, row -> {
                if (where(now, row).isEmpty()) {
                    removed.count(split.word(), row);
                }
            });
        }
        return new DatasetDiff(same.get(), added.all, removed.all, moved.all);
    }

    public boolean isEmpty() { return added.isEmpty() && removed.isEmpty() && moved.isEmpty(); }

    private static Map<DatasetSplit, LongCounts> fingerprints(Dataset dataset) throws IOException {
        Map<DatasetSplit, LongCounts> fingerprints = new EnumMap<>(DatasetSplit.class);
        for (DatasetSplit split : DatasetSplit.values()) {
            var ofSplit = new LongCounts();
            dataset.read(split, row -> ofSplit.add(fingerprint(row)));
            fingerprints.put(split, ofSplit);
        }
        return fingerprints;
    }

    private static Optional<DatasetSplit> where(Map<DatasetSplit, LongCounts> fingerprints, Row row) {
        long fingerprint = fingerprint(row);
        return fingerprints.entrySet().stream().filter(e -> e.getValue().of(fingerprint) > 0).map(Map.Entry::getKey).findFirst();
    }

    private static long fingerprint(Row row) {
        return Sha256.fingerprint(text(row));
    }

    private static String text(Row row) {
        return RowJson.write(new Row(row.example(), Optional.empty(), Optional.empty())).toString();
    }

    private static final class Changes {
        private final Map<String, Changed> all = new LinkedHashMap<>();

        void count(String where, Row row) {
            Changed now = all.getOrDefault(where, new Changed(0, List.of()));
            List<String> samples = now.samples().size() < SHOWN
                    ? Stream.concat(now.samples().stream(), Stream.of(text(row))).toList()
                    : now.samples();
            all.put(where, new Changed(now.count() + 1, samples));
        }
    }
}
