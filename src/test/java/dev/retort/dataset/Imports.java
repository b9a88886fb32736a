package dev.retort.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import dev.retort.text.Redaction;

/** Imports texts into a folder. */
record Imports(Path folder) {
    static final Format CSV = new Format.Csv("query", "reply", Optional.empty(), ',');
    static final Format JSONL = new Format.Jsonl();
    /** The time of each import. */
    static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    Path file() {
        return folder.resolve("file");
    }

    Dataset run(Format format, String content) throws IOException {
        Files.writeString(file(), content);
        return run(request(format));
    }

    Dataset run(ImportRequest request) throws IOException {
        return DatasetImport.run(request, folder.resolve("datasets"), Clock.fixed(NOW, ZoneOffset.UTC), (rows, bytes) -> {});
    }

    ImportRequest request(Format format) throws IOException {
        return new ImportRequest("set", ImportFile.of(file()), format, Optional.empty(), new Redaction(Set.of()), Optional.empty(), false);
    }

    ImportRequest strict(Format format) throws IOException {
        return new ImportRequest("set", ImportFile.of(file()), format, Optional.empty(), new Redaction(Set.of()), Optional.empty(), true);
    }

    /** Every row as {@code role:text role:text}, with {@code chosen:} and {@code rejected:} for pairs. */
    static List<String> rows(Dataset dataset) throws IOException {
        var rows = new ArrayList<String>();
        for (DatasetSplit split : DatasetSplit.values()) {
            rows.addAll(rows(dataset, split));
        }
        return rows;
    }

    static List<String> rows(Dataset dataset, DatasetSplit split) throws IOException {
        var rows = new ArrayList<String>();
        dataset.read(split, row -> rows.add(words(row.example())));
        return rows;
    }

    private static String words(ImportedExample example) {
        var words = new ArrayList<String>();
        if (example.rejected().isPresent()) {
            example.prompt().forEach(t -> words.add(t.role().name().toLowerCase(Locale.ROOT) + ":" + t.content()));
            words.add("chosen:" + example.reply());
            words.add("rejected:" + example.rejected().get());
        } else {
            example.turns().forEach(t -> words.add(t.role().name().toLowerCase(Locale.ROOT) + ":" + t.content()));
        }
        return String.join(" ", words);
    }
}
