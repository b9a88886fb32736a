package dev.retort.dataset;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.retort.dataset.Lines.Line;
import dev.retort.model.Turn;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** CSV (RFC 4180) with a header line. A quote that is never closed costs its own line, not the rest of the file. */
final class CsvSource implements RowSource {
    static final String REJECTED = "rejected";
    private static final int MAX_LINES_OF_A_ROW = 200;
    private final Lines lines;
    private final CSVFormat format;
    private final List<String> header;
    private final int prompt;
    private final int reply;
    private final int rejected;
    private final int source;
    private final int split;
    private final int label;

    /** One row as it lies in the file: its lines, and its fields if it can be read. */
    private record Fields(List<Line> lines, Optional<List<String>> fields) {}

    CsvSource(String file, Lines lines, Format.Csv csv, Optional<String> sourceColumn) throws IOException {
        this.lines = lines;
        this.format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).setDelimiter(csv.delimiter()).get();
        Optional<Fields> first = row();
        Optional<DropReason> flaw = first.flatMap(row -> row.lines.get(0).flaw());
        this.header = first.flatMap(Fields::fields).map(names -> names.stream().map(String::strip).toList())
                .orElseThrow(
                        () -> new BadDataException("%s: line 1 is no CSV header%s, expected the columns' names in UTF-8".formatted(file,
                                flaw.map(reason -> ", it is " + reason.words()).orElse(""))));
        this.prompt = column(file, csv.promptColumn(), "--prompt-column");
        this.reply = column(file, csv.replyColumn(), "--reply-column");
        this.rejected = csv.rejectedColumn().isPresent()
                ? column(file, csv.rejectedColumn().get(), "--rejected-column")
                : header.indexOf(REJECTED);
        this.source = sourceColumn.isPresent() ? column(file, sourceColumn.get(), "--source-column") : header.indexOf(RowJson.SOURCE);
        this.split = header.indexOf(RowJson.SPLIT);
        this.label = header.indexOf(ReplyLabel.FIELD);
    }

    private int column(String file, String name, String option) throws BadDataException {
        int column = header.indexOf(name);
        if (column < 0) {
            throw new BadDataException("%s: line 1: no column '%s'; the header has: %s (%s)".formatted(file, name,
                    String.join(", ", header), option));
        }
        return column;
    }

    @Override
    public Optional<Parsed> next() throws IOException {
        return row().map(this::parse);
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    private Parsed parse(Fields row) {
        long line = row.lines.get(0).number();
        Optional<DropReason> flaw = row.lines.get(0).flaw();
        if (flaw.isPresent() || row.fields.isEmpty()) {
            return new Parsed.Dropped(line, flaw.orElse(DropReason.BROKEN_QUOTES), "");
        }
        List<String> fields = row.fields.get();
        if (fields.size() == 1 && fields.get(0).isBlank()) {
            return new Parsed.Dropped(line, DropReason.EMPTY, "blank line");
        }
        if (fields.size() != header.size()) {
            return new Parsed.Dropped(line, DropReason.MISSING_COLUMN,
                    "%d columns, the header has %d".formatted(fields.size(), header.size()));
        }
        for (int column : new int[]{prompt, reply}) {
            if (fields.get(column).isBlank()) {
                return new Parsed.Dropped(line, DropReason.EMPTY, "column '%s'".formatted(header.get(column)));
            }
        }
        try {
            return new Parsed.Read(line, row(fields));
        } catch (ShapeException e) {
            return e.at(line);
        }
    }

    private Row row(List<String> fields) throws ShapeException {
        List<Turn> asked = List.of(Turn.user(fields.get(prompt).strip()));
        String said = fields.get(reply).strip();
        String labelled = field(fields, label).orElse("");
        Optional<Boolean> desired = ReplyLabel.of(labelled);
        Optional<String> worse = field(fields, rejected);
        if (worse.isPresent() && desired.isPresent() && !desired.get()) {
            throw new ShapeException(DropReason.WRONG_FIELD, "label is false, but there is a rejected reply");
        }
        ImportedExample example = worse.isPresent()
                ? new ImportedExample.Preference(asked, said, worse.get())
                : desired.isPresent()
                        ? new ImportedExample.Judged(asked, said, desired.get())
                        : new ImportedExample.Completion(asked, said);
        Set<Remark> remarks = desired.isEmpty() && !labelled.isEmpty() ? Set.of(Remark.OTHER_LABEL) : Set.of();
        return new Row(example, field(fields, source), RowJson.split(field(fields, split).orElse("")), remarks);
    }

    private static Optional<String> field(List<String> fields, int column) {
        return column < 0 ? Optional.empty() : Optional.of(fields.get(column).strip()).filter(s -> !s.isEmpty());
    }

    /** Takes lines until their quotes are even in number. Where that gives no row, only the first of them is lost. */
    private Optional<Fields> row() throws IOException {
        var taken = new ArrayList<Line>();
        long quotes = 0;
        int size = 0;
        while (taken.isEmpty() || (quotes % 2 == 1 && taken.size() < MAX_LINES_OF_A_ROW && size < Lines.MAX_BYTES)) {
            Optional<Line> line = lines.next();
            if (line.isEmpty()) {
                break;
            }
            taken.add(line.get());
            if (line.get().flaw().isPresent()) {
                break;
            }
            quotes += line.get().text().chars().filter(c -> c == '"').count();
            size += line.get().text().length();
        }
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<String>> fields = quotes % 2 == 1 || taken.get(taken.size() - 1).flaw().isPresent()
                ? Optional.empty()
                : fields(taken);
        if (fields.isEmpty() && taken.size() > 1) {
            lines.putBack(taken.subList(1, taken.size()));
            taken.subList(1, taken.size()).clear();
        }
        return Optional.of(new Fields(List.copyOf(taken), fields));
    }

    private Optional<List<String>> fields(List<Line> row) {
        String text = String.join("\n", row.stream().map(Line::text).toList());
        try (var parser = format.parse(new StringReader(text))) {
            List<CSVRecord> records = parser.getRecords();
            return records.size() > 1 ? Optional.empty() : Optional.of(records.isEmpty() ? List.of("") : records.get(0).toList());
        } catch (IOException | UncheckedIOException brokenQuotes) {
            return Optional.empty();
        }
    }
}
