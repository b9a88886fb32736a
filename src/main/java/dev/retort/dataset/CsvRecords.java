package dev.retort.dataset;

import java.io.IOException;
import java.util.Optional;

/**
 * The records of a table as they lie in the file. A record ends with a line, unless a quoted cell is open there: nothing within a cell is ever taken for a
 * record. A cell is quoted if a quote is its first character. The quote that ends it stands before a delimiter or at the end of a line; one that stands
 * elsewhere is doubled, or the quotes of the record are broken.
 */
final class CsvRecords {
    private final Characters characters;
    private char delimiter;
    private boolean plain;

    enum Quotes {
        WHOLE,
        /** A quote within a quoted cell is not doubled. */
        BROKEN,
        /** The file ends within a quoted cell. */
        OPEN,
        /** None opens a cell: they belong to the text. */
        PLAIN
    }

    /**
     * A record.
     *
     * @param text with its line end; no more than a limit of it
     * @param whole whether the text is all of it
     */
    record Cut(long line, long last, String text, boolean whole, Quotes quotes, Optional<DropReason> flaw) {
        /** The text without its line end. */
        String content() {
            return text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") || text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }

        /** The place of its last line, if that is another one than the first. */
        String where() {
            return last > line ? "to line " + last : "";
        }
    }

    CsvRecords(Characters characters, char delimiter) {
        this.characters = characters;
        this.delimiter = delimiter;
    }

    char delimiter() {
        return delimiter;
    }

    /** From here on something else stands between cells. */
    void separate(char by) {
        delimiter = by;
    }

    Optional<Cut> next() throws IOException {
        return next(plain);
    }

    /** The record as a line of its own, whose quotes belong to the text; what stood behind that line comes again. */
    Cut plain(Cut record) throws IOException {
        characters.putBack(record.text(), record.line(), record.flaw().isPresent());
        return next(true).orElseThrow();
    }

    /** All behind the first line of a record. It comes again, and every line of it will be a record, for no quote is closed any more. */
    String rest(Cut record) throws IOException {
        plain = true;
        return record.text().substring(plain(record).text().length());
    }

    private Optional<Cut> next(boolean byLines) throws IOException {
        if (characters.peek() == Characters.END) {
            return Optional.empty();
        }
        long line = characters.line();
        long last = line;
        var text = new StringBuilder();
        boolean tabs = delimiter == '\t' && !byLines;
        boolean whole = true;
        boolean quoted = false;
        boolean broken = false;
        boolean begins = true;
        for (boolean done = false; !done && characters.peek() != Characters.END;) {
            if (tabs && (broken || text.length() == Lines.LONGEST)) { // will be read again as a line
                return Optional.of(new Cut(line, last, text.toString(), false, Quotes.BROKEN, characters.flaw(text.toString())));
            }
            last = characters.line();
            char c = (char) characters.read();
            whole &= append(text, c);
            if (quoted && c == '"') {
                int next = characters.peek();
                if (next == '"') {
                    whole &= append(text, (char) characters.read());
                } else if (next == Characters.END || next == delimiter || next == '\n' || next == '\r') {
                    quoted = false;
                } else {
                    broken = true;
                }
            } else if (!quoted) {
                quoted = begins && c == '"' && !byLines;
                done = c == '\n' || (c == '\r' && characters.carriageReturns() && characters.peek() != '\n');
            }
            begins = !quoted && c == delimiter;
        }
        Quotes quotes = byLines ? Quotes.PLAIN : quoted ? Quotes.OPEN : broken ? Quotes.BROKEN : Quotes.WHOLE;
        return Optional.of(new Cut(line, last, text.toString(), whole, quotes, characters.flaw(text.toString())));
    }

    private static boolean append(StringBuilder text, char c) {
        boolean room = text.length() < Lines.LONGEST;
        if (room) {
            text.append(c);
        }
        return room;
    }
}
