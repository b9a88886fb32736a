package dev.retort.dataset;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import dev.retort.dataset.CsvRecords.Cut;
import dev.retort.dataset.CsvRecords.Quotes;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * A table with a header line: CSV (RFC 4180), or fields between tabs, where a quote may be no more than a quote. A record whose quotes are broken is lost as a
 * whole. A quote that is never closed costs its own line if what follows is a table; otherwise the file is refused.
 */
final class CsvSource implements RowSource {
    private final String file;
    private final Characters characters;
    private final CsvRecords records;
    private final CsvColumns columns;
    private final List<String> notes = new ArrayList<>();
    private final Findings broken = new Findings();
    private final Deque<Parsed> waiting = new ArrayDeque<>();

    CsvSource(String file, Characters characters, Format.Csv csv, Optional<String> sourceColumn) throws IOException {
        this.file = file;
        this.characters = characters;
        this.records = new CsvRecords(characters, csv.delimiter());
        Optional<Cut> first = records.next();
        Optional<String> separator = first.map(cut -> cut.content().strip()).filter(line -> line.matches("(?i)\"?sep=[^\"]\"?"));
        if (separator.isPresent()) {
            records.separate(separator.get().replace("\"", "").charAt("sep=".length()));
            first = records.next();
        }
        this.columns = new CsvColumns(file, header(first), records.delimiter(), csv, sourceColumn);
    }

    private Cut header(Optional<Cut> first) throws BadDataException {
        Cut header = first
                .orElseThrow(() -> new BadDataException(file + ": line 1 is no CSV header, it is missing; expected the columns' names"));
        if (header.flaw().isPresent()) {
            throw new BadDataException(
                    "%s: line %d is no CSV header, it is %s".formatted(file, header.line(), header.flaw().get().words()));
        }
        if (header.quotes() == Quotes.OPEN) {
            throw neverClosed(header);
        }
        if (!header.whole() || header.quotes() == Quotes.BROKEN || fields(header).size() != 1) {
            throw new BadDataException("%s: line %d is no CSV header, expected the columns' names".formatted(file, header.line()));
        }
        return header;
    }

    @Override
    public Optional<Parsed> next() throws IOException {
        if (waiting.isEmpty()) {
            Optional<Cut> record = records.next();
            if (record.isPresent()) {
                waiting.addFirst(parse(record.get()));
            }
        }
        return Optional.ofNullable(waiting.poll());
    }

    @Override
    public List<String> notes() {
        var all = new ArrayList<>(characters.notes());
        all.addAll(notes);
        broken.found().forEach((words, found) -> all.add("%s: %s.".formatted(words, found.words())));
        return all;
    }

    private Parsed parse(Cut record) throws IOException {
        boolean unsound = record.quotes() == Quotes.BROKEN || record.quotes() == Quotes.OPEN;
        if (unsound && records.delimiter() == '\t') {
            return parse(records.plain(record));
        }
        if (record.quotes() == Quotes.OPEN) {
            return open(record);
        }
        if (record.flaw().isPresent()) {
            return new Parsed.Dropped(record.line(), record.flaw().get(), record.where());
        }
        if (!record.whole()) {
            return new Parsed.Dropped(record.line(), DropReason.TOO_LONG, record.where());
        }
        if (record.quotes() == Quotes.BROKEN
                || (record.quotes() == Quotes.PLAIN && records.delimiter() != '\t' && opensACell(record.content()))) {
            return broken(record);
        }
        List<CSVRecord> found = fields(record);
        return found.size() == 1 ? parse(record, found.get(0)) : pieces(record, found);
    }

    private Parsed parse(Cut record, CSVRecord fields) throws IOException {
        boolean quoted = record.content().indexOf('"') >= 0;
        if (fields.size() != columns.count() && quoted && record.quotes() == Quotes.WHOLE && records.delimiter() == '\t') {
            return parse(records.plain(record));
        }
        return columns.parse(record.line(), fields.toList(), quoted && record.quotes() == Quotes.PLAIN);
    }

    /** Carriage returns within a line are the ends of records if that gives records; otherwise nobody knows. */
    private Parsed pieces(Cut record, List<CSVRecord> found) {
        if (found.stream().anyMatch(piece -> piece.size() != columns.count())) {
            return new Parsed.Dropped(record.line(), DropReason.MISSING_COLUMN,
                    "a carriage return within the line leaves other than %d columns".formatted(columns.count()));
        }
        found.forEach(piece -> waiting.add(columns.parse(record.line(), piece.toList(), false)));
        return waiting.remove();
    }

    private Parsed broken(Cut record) {
        if (record.last() > record.line()) {
            broken.add("Rows of several lines whose quotes are broken, left out; quotes within a quoted cell have to be doubled",
                    record.line(),
                    record.where());
        }
        return new Parsed.Dropped(record.line(), DropReason.BROKEN_QUOTES, record.where());
    }

    /** Rows if all of them look like it: nothing within an open cell may be taken for a row. */
    private Parsed open(Cut record) throws IOException {
        if (!record.whole()) {
            throw neverClosed(record);
        }
        String rest = records.rest(record);
        if (!rest.isEmpty() && !isTable(rest)) {
            throw neverClosed(record);
        }
        if (!rest.isEmpty()) {
            notes.add("The quote that opens a cell in line %d is never closed; the line was left out, and those after it were read as rows."
                    .formatted(record.line()));
        }
        return new Parsed.Dropped(record.line(), DropReason.BROKEN_QUOTES, "");
    }

    private boolean isTable(String rest) {
        return (rest.endsWith("\n") || rest.endsWith("\r")) && rest.lines().filter(line -> !line.isBlank() && !opensACell(line))
                .allMatch(line -> line.chars().filter(c -> c == records.delimiter()).count() == columns.count() - 1);
    }

    private boolean opensACell(String line) {
        return line.startsWith("\"") || line.contains(records.delimiter() + "\"");
    }

    private BadDataException neverClosed(Cut record) {
        return new BadDataException(
                "%s: line %d: a quote opens a cell that is never closed; close it, or double the quotes that belong to the text"
                        .formatted(file, record.line()));
    }

    /** Several where a carriage return stands by itself. */
    private List<CSVRecord> fields(Cut record) {
        var format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).setDelimiter(records.delimiter());
        if (record.quotes() == Quotes.PLAIN) {
            format.setQuote(null);
        }
        try (var parser = format.get().parse(new StringReader(record.content().isEmpty() ? "\n" : record.content()))) {
            return parser.getRecords();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
