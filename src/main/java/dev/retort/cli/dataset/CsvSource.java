package dev.retort.cli.dataset;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.cli.BadInputException;
import dev.retort.cli.dataset.Lines.Line;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** CSV (RFC 4180) with a header line. A quote that is never closed costs its own line, not the rest of the file. */
final class CsvSource implements Source {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();
    private static final int MAX_LINES_OF_A_ROW = 200;
    private final Lines lines;
    private final int columns;
    private final int promptColumn;
    private final int replyColumn;
    private long position;

    /** One row as it lies in the file: its lines, and its fields if it can be read. */
    private record Row(List<Line> lines, Optional<List<String>> fields) {}

    CsvSource(String file, Lines lines, String promptColumn, String replyColumn) throws IOException, BadInputException {
        this.lines = lines;
        Optional<Row> first = row();
        Optional<DropReason> flaw = first.flatMap(row -> row.lines.get(0).flaw());
        List<String> header = first.flatMap(Row::fields)
                .orElseThrow(() -> new BadInputException(file + ": line 1 is no CSV header with the columns' names"
                        + flaw.map(reason -> ", it is " + reason.words()).orElse("")));
        this.columns = header.size();
        this.promptColumn = column(file, header, promptColumn);
        this.replyColumn = column(file, header, replyColumn);
    }

    private static int column(String file, List<String> header, String name) throws BadInputException {
        int column = header.stream().map(String::strip).toList().indexOf(name);
        if (column < 0) {
            throw new BadInputException(
                    "%s: no column '%s'; the header on line 1 has: %s".formatted(file, name, String.join(", ", header)));
        }
        return column;
    }

    @Override
    public Optional<List<Parsed>> next() throws IOException {
        return row().map(row -> List.of(parse(row)));
    }

    private Parsed parse(Row row) {
        Line first = row.lines.get(0);
        if (first.flaw().isPresent()) {
            return new Parsed.Dropped(first.number(), first.flaw().get(), "");
        }
        if (row.fields.isEmpty()) {
            return new Parsed.Dropped(first.number(), DropReason.BROKEN_QUOTES, "");
        }
        List<String> fields = row.fields.get();
        if (fields.size() == 1 && fields.get(0).isBlank()) {
            return new Parsed.Dropped(first.number(), DropReason.EMPTY, "blank line");
        }
        if (fields.size() != columns) {
            return new Parsed.Dropped(first.number(), DropReason.MISSING_COLUMN,
                    "%d columns, the header has %d".formatted(fields.size(), columns));
        }
        String prompt = fields.get(promptColumn).strip();
        return new Parsed.Example(first.number(), List.of(new Turn(Role.USER, prompt)), fields.get(replyColumn).strip(), Optional.empty(),
                prompt);
    }

    /** Takes lines until their quotes are even in number. Where that gives no row, only the first of them is lost. */
    private Optional<Row> row() throws IOException {
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
        position = taken.get(taken.size() - 1).end();
        return Optional.of(new Row(List.copyOf(taken), fields));
    }

    private static Optional<List<String>> fields(List<Line> row) {
        String text = String.join("\n", row.stream().map(Line::text).toList());
        try (var parser = FORMAT.parse(new StringReader(text))) {
            List<CSVRecord> records = parser.getRecords();
            return records.size() > 1 ? Optional.empty() : Optional.of(records.isEmpty() ? List.of("") : records.get(0).toList());
        } catch (IOException | UncheckedIOException brokenQuotes) {
            return Optional.empty();
        }
    }

    @Override
    public long position() {
        return position;
    }
}
