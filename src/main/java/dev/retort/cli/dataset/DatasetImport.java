package dev.retort.cli.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

import dev.retort.cli.BadInputException;

/** Turns a file into a data set folder, which appears whole or not at all. */
public final class DatasetImport {
    /** Longer texts are no chat; a model's context is shorter still. */
    static final int MAX_CHARACTERS = 20_000;

    private final Path file;
    private final Format format;
    private final LongSet seen = new LongSet();
    private final ImportReport report = new ImportReport();

    /** How the file is written, and for CSV the names of the two columns. */
    public sealed interface Format {
        record Csv(String promptColumn, String replyColumn) implements Format {}

        record Jsonl() implements Format {}
    }

    private DatasetImport(Path file, Format format) {
        this.file = file;
        this.format = format;
    }

    /**
     * @param folder the data set's folder; replaced if it exists
     * @param progress is told how much of the file has been read, 0 to 1
     * @throws BadInputException if the file as a whole cannot be used; then nothing is written
     */
    public static ImportReport run(Path file, Format format, Path folder, DoubleConsumer progress) throws IOException, BadInputException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": no such file");
        }
        return new DatasetImport(file, format).run(folder, progress);
    }

    private ImportReport run(Path folder, DoubleConsumer progress) throws IOException, BadInputException {
        Path partial = Files.createDirectories(folder.resolveSibling(folder.getFileName() + ".partial"));
        try {
            long size = Math.max(1, Files.size(file));
            try (InputStream in = Files.newInputStream(file); var writer = new DatasetWriter(partial)) {
                Source source = source(new Lines(in));
                for (Optional<List<Parsed>> row = source.next(); row.isPresent(); row = source.next()) {
                    for (Parsed parsed : row.get()) {
                        take(parsed, writer);
                    }
                    progress.accept((double) source.position() / size);
                }
            }
            if (report.keptInAll() == 0) {
                throw new BadInputException("%s: not one usable example%s".formatted(file, why()));
            }
            DatasetManifest.of(folder.getFileName().toString(), file, partial, report).write(partial);
            Folders.delete(folder);
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
            return report;
        } finally {
            Folders.delete(partial);
        }
    }

    private Source source(Lines lines) throws IOException, BadInputException {
        if (format instanceof Format.Csv csv) {
            return new CsvSource(file.toString(), lines, csv.promptColumn(), csv.replyColumn());
        }
        return new JsonlSource(lines);
    }

    private void take(Parsed parsed, DatasetWriter writer) throws IOException {
        if (parsed instanceof Parsed.Dropped dropped) {
            report.drop(dropped);
        } else if (parsed instanceof Parsed.Example example) {
            Optional<Parsed.Dropped> flaw = flaw(example);
            if (flaw.isPresent()) {
                report.drop(flaw.get());
            } else {
                Split split = Split.of(example.conversation());
                writer.write(split, example);
                report.keep(split);
            }
        }
    }

    private Optional<Parsed.Dropped> flaw(Parsed.Example example) {
        if (example.reply().isBlank()) {
            return Optional.of(new Parsed.Dropped(example.line(), DropReason.EMPTY, "reply"));
        }
        if (example.prompt().isEmpty() || example.prompt().get(example.prompt().size() - 1).content().isBlank()) {
            return Optional.of(new Parsed.Dropped(example.line(), DropReason.EMPTY, "prompt"));
        }
        if (example.reply().length() > MAX_CHARACTERS || example.prompt().stream().anyMatch(t -> t.content().length() > MAX_CHARACTERS)) {
            return Optional.of(new Parsed.Dropped(example.line(), DropReason.TOO_LONG, "over %d characters".formatted(MAX_CHARACTERS)));
        }
        var whole = new StringBuilder();
        example.prompt().forEach(t -> whole.append(Split.words(t.content())).append('\n'));
        if (!seen.add(Split.fingerprint(whole + example.reply()))) {
            return Optional.of(new Parsed.Dropped(example.line(), DropReason.DUPLICATE, ""));
        }
        return Optional.empty();
    }

    private String why() {
        var reasons = report.dropped().entrySet().stream().map(e -> "%s: %d".formatted(e.getKey().words(), e.getValue().count())).toList();
        return reasons.isEmpty() ? "; it is empty" : " (" + String.join(", ", reasons) + ")";
    }
}
