package dev.retort.dataset;

import java.io.IOException;
import java.util.Optional;

/** The lines of a file, one at a time, whatever ends them. None is longer than a limit in memory. */
final class Lines {
    static final int LONGEST = 1 << 20;
    private final Characters characters;

    /** @param text without its line end; empty if there is a flaw */
    record Line(long number, String text, Optional<DropReason> flaw) {}

    Lines(Characters characters) {
        this.characters = characters;
    }

    Optional<Line> next() throws IOException {
        if (characters.peek() == Characters.END) {
            return Optional.empty();
        }
        long number = characters.line();
        var text = new StringBuilder();
        boolean tooLong = false;
        for (int c = characters.read(); c != Characters.END && c != '\n'; c = characters.read()) {
            if (c == '\r' && characters.peek() != '\n') {
                break;
            }
            tooLong |= text.length() == LONGEST;
            if (!tooLong && (c != '\r')) {
                text.append((char) c);
            }
        }
        Optional<DropReason> flaw = characters.flaw(text.toString());
        if (tooLong) {
            return Optional.of(new Line(number, "", Optional.of(DropReason.TOO_LONG)));
        }
        return Optional.of(new Line(number, flaw.isPresent() ? "" : text.toString(), flaw));
    }
}
