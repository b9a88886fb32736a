package dev.retort.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;

import dev.retort.artifacts.Folders;

/** Turns a file into a data set, which appears whole or not at all. Reads the file once, a row at a time. */
public final class DatasetImport {
    private final ImportRequest request;
    private final Clock clock;
    private final Progress progress;
    private final Tally tally = new Tally();
    private final QuestionClusters questions;
    private final RowChecks checks;

    /** Is told often how far it is. */
    public interface Progress {
        /** @param bytes of the file, as it lies on the disk */
        void at(long rows, long bytes);
    }

    private DatasetImport(ImportRequest request, Clock clock, Progress progress) {
        this.request = request;
        this.clock = clock;
        this.progress = progress;
        this.questions = new QuestionClusters(request.byMeaning());
        this.checks = new RowChecks(request.redaction(), request.context(), tally);
    }

    /**
     * @param datasets the folder of all data sets
     * @param clock tells when the data set is made
     * @throws BadDataException if the file as a whole cannot be used, or not one row of it; then nothing is written
     */
    public static Dataset run(ImportRequest request, Path datasets, Clock clock, Progress progress) throws IOException {
        return new DatasetImport(request, clock, progress).run(new DatasetStore(datasets));
    }

    private Dataset run(DatasetStore store) throws IOException {
        Path partial = store.begin(request.name());
        String file = request.file().name();
        String digest;
        List<String> notes;
        try {
            try (ImportFile.Reading reading = request.file().read(); var writer = new DatasetWriter(partial)) {
                RowSource source = source(file, new Characters(file, reading.text(), request.file().encoding()));
                for (Optional<Parsed> row = source.next(); row.isPresent(); row = source.next()) {
                    tally.row();
                    take(row.get(), writer);
                    progress.at(tally.rows(), reading.bytes());
                }
                digest = reading.digest();
                notes = source.notes();
            } catch (EOFException | ZipException e) {
                throw new BadDataException("%s: the gzip data is damaged or cut off after row %d: %s".formatted(file, tally.rows(),
                        e.getMessage()));
            }
            QualityReport report = tally.report(file, notes, questions, request.context());
            if (report.keptInAll() == 0) {
                throw new BadDataException("%s: not one usable row%s".formatted(file, why(report)));
            }
            return store.commit(request.name(), partial, new DatasetStore.Origin(file, digest, clock.instant()), report);
        } finally {
            Folders.delete(partial);
        }
    }

    private RowSource source(String file, Characters characters) throws IOException {
        if (request.format() instanceof Format.Csv csv) {
            return new CsvSource(file, characters, csv, request.sourceColumn());
        }
        String sourceField = request.sourceColumn().orElse(RowJson.SOURCE);
        if (request.format() instanceof Format.Json) {
            while (Character.isWhitespace(characters.peek())) {
                characters.read();
            }
        }
        return request.format() instanceof Format.Json && characters.peek() == '['
                ? new JsonListSource(file, characters, sourceField)
                : new JsonlSource(characters, sourceField);
    }

    private void take(Parsed parsed, DatasetWriter writer) throws IOException {
        if (parsed instanceof Parsed.Dropped flaw) {
            drop(flaw);
        } else if (parsed instanceof Parsed.Read read) {
            Parsed checked = checks.check(read);
            if (checked instanceof Parsed.Dropped flaw) {
                drop(flaw);
            } else if (checked instanceof Parsed.Read good) {
                keep(good, writer);
            }
        }
    }

    private void keep(Parsed.Read read, DatasetWriter writer) throws IOException {
        Row row = read.row();
        QuestionClusters.Placed placed = questions.place(QuestionClusters.of(row.example()), read.line(), row.split());
        if (placed.place() == QuestionClusters.Place.BETWEEN) {
            drop(new Parsed.Dropped(read.line(), DropReason.BETWEEN_PARTS, ""));
            return;
        }
        writer.write(placed.split(), row);
        tally.keep(row, read.line(), placed);
    }

    private void drop(Parsed.Dropped flaw) throws BadDataException {
        tally.drop(flaw);
        boolean wrong = flaw.reason() != DropReason.DUPLICATE && flaw.reason() != DropReason.BETWEEN_PARTS;
        if (request.strict() && wrong) {
            throw new BadDataException("%s: line %d: %s".formatted(request.file().name(), flaw.line(), flaw.words()));
        }
    }

    private static String why(QualityReport report) {
        var reasons = report.dropped().entrySet().stream()
                .map(e -> "%s: %d, first in line %s".formatted(e.getKey(), e.getValue().count(), e.getValue().firstLines().get(0)))
                .toList();
        return reasons.isEmpty() ? "; it is empty" : " (" + String.join("; ", reasons) + ")";
    }
}
