package dev.retort.dataset;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.retort.dataset.CsvRecords.Cut;
import dev.retort.model.Turn;
import org.apache.commons.csv.CSVFormat;

/** The meaning of a table's columns. */
final class CsvColumns {
    private static final String REJECTED = "rejected";
    /** The header of an exported table. In such a table no cell is a formula. */
    static final List<String> EXPORTED = List.of("query", "reply", REJECTED, RowJson.SOURCE, RowJson.SPLIT);
    private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');
    private final String file;
    private final Cut line;
    private final List<String> header;
    private final int prompt;
    private final int reply;
    private final int rejected;
    private final int source;
    private final int split;
    private final int label;
    private final boolean exported;

    CsvColumns(String file, Cut line, char delimiter, Format.Csv csv, Optional<String> sourceColumn) throws IOException {
        this.file = file;
        this.line = line;
        this.header = names(delimiter);
        this.prompt = column(csv.promptColumn(), "--prompt-column");
        this.reply = column(csv.replyColumn(), "--reply-column");
        this.rejected = csv.rejectedColumn().isPresent() ? column(csv.rejectedColumn().get(), "--rejected-column") : usual(REJECTED);
        this.source = sourceColumn.isPresent() ? column(sourceColumn.get(), "--source-column") : usual(RowJson.SOURCE);
        this.split = usual(RowJson.SPLIT);
        this.label = usual(ReplyLabel.FIELD);
        this.exported = header.containsAll(EXPORTED);
    }

    int count() {
        return header.size();
    }

    private List<String> names(char delimiter) throws IOException {
        try (var parser = CSVFormat.RFC4180.builder().setDelimiter(delimiter).get().parse(new StringReader(line.content()))) {
            return parser.getRecords().stream().flatMap(names -> names.toList().stream()).map(String::strip).toList();
        }
    }

    private int usual(String name) throws BadDataException {
        return header.contains(name) ? column(name, "rename one") : -1;
    }

    private int column(String name, String option) throws BadDataException {
        int column = header.indexOf(name);
        if (column < 0) {
            throw new BadDataException("%s: line %d: no column '%s'; the header has: %s (%s%s)".formatted(file, line.line(), name,
                    String.join(", ", header), option, otherDelimiter(name)));
        }
        if (header.lastIndexOf(name) > column) {
            throw new BadDataException("%s: line %d: two columns are called '%s' (%s)".formatted(file, line.line(), name, option));
        }
        return column;
    }

    private String otherDelimiter(String name) {
        for (char other : DELIMITERS) {
            try {
                if (names(other).contains(name)) {
                    return "; with --delimiter '%s' there is one".formatted(other == '\t' ? "tab" : other);
                }
            } catch (IOException notSo) {
                continue;
            }
        }
        return "";
    }

    /** @param literal whether quotes were read as they stand */
    Parsed parse(long number, List<String> fields, boolean literal) {
        if (fields.size() == 1 && fields.get(0).isBlank()) {
            return new Parsed.Dropped(number, DropReason.EMPTY, "blank line");
        }
        if (fields.size() != header.size()) {
            return new Parsed.Dropped(number, DropReason.MISSING_COLUMN,
                    "%d columns, the header has %d".formatted(fields.size(), header.size()));
        }
        for (int column : new int[]{prompt, reply}) {
            if (fields.get(column).isBlank()) {
                return new Parsed.Dropped(number, DropReason.EMPTY, "column '%s'".formatted(header.get(column)));
            }
        }
        try {
            return new Parsed.Read(number, row(exported ? fields.stream().map(SpreadsheetCells::asItWas).toList() : fields, literal));
        } catch (ShapeException e) {
            return e.at(number);
        }
    }

    private Row row(List<String> fields, boolean literal) throws ShapeException {
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
        Set<Remark> remarks = literal
                ? Set.of(Remark.LITERAL_QUOTES)
                : desired.isEmpty() && !labelled.isEmpty() ? Set.of(Remark.OTHER_LABEL) : Set.of();
        return new Row(example, field(fields, source), RowJson.split(field(fields, split).orElse("")), remarks);
    }

    private static Optional<String> field(List<String> fields, int column) {
        return column < 0 ? Optional.empty() : Optional.of(fields.get(column).strip()).filter(s -> !s.isEmpty());
    }
}
