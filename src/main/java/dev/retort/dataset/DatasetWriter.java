package dev.retort.dataset;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Writes rows as JSONL, a file for each part. */
final class DatasetWriter implements AutoCloseable {
    private final Map<DatasetSplit, BufferedWriter> files = new EnumMap<>(DatasetSplit.class);

    DatasetWriter(Path folder) throws IOException {
        for (DatasetSplit split : DatasetSplit.values()) {
            files.put(split, Files.newBufferedWriter(folder.resolve(split.file())));
        }
    }

    void write(DatasetSplit split, Row row) throws IOException {
        BufferedWriter file = files.get(split);
        if (file != null) {
            file.write(RowJson.write(row).toString());
            file.write('\n');
        }
    }

    @Override
    public void close() throws IOException {
        for (BufferedWriter file : files.values()) {
            file.close();
        }
    }
}
