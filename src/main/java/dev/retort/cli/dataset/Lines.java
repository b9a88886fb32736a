package dev.retort.cli.dataset;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The lines of a file, one at a time, none longer than a limit in memory, and each either good UTF-8 or said not to be. */
final class Lines {
    static final int MAX_BYTES = 1 << 20;

    /**
     * @param text without its line end; empty if there is a flaw
     * @param end where the next line begins in the file, in bytes
     */
    record Line(long number, String text, Optional<DropReason> flaw, long end) {}

    private final InputStream in;
    private final Deque<Line> putBack = new ArrayDeque<>();
    private long number;
    private long position;

    Lines(InputStream in) {
        this.in = in instanceof BufferedInputStream ? in : new BufferedInputStream(in, 1 << 16);
    }

    Optional<Line> next() throws IOException {
        return putBack.isEmpty() ? read() : Optional.of(putBack.pop());
    }

    /** These lines come again, the first one first. */
    void putBack(List<Line> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            putBack.push(lines.get(i));
        }
    }

    private Optional<Line> read() throws IOException {
        var bytes = new ByteArrayOutputStream();
        boolean tooLong = false;
        boolean any = false;
        for (int b = in.read(); b >= 0; b = in.read()) {
            any = true;
            position++;
            if (b == '\n') {
                break;
            }
            tooLong |= bytes.size() == MAX_BYTES;
            if (!tooLong) {
                bytes.write(b);
            }
        }
        if (!any) {
            return Optional.empty();
        }
        number++;
        return Optional.of(tooLong ? flawed(DropReason.TOO_LONG) : decode(bytes.toByteArray()));
    }

    private Line decode(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String plain = number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
            return new Line(number, plain.endsWith("\r") ? plain.substring(0, plain.length() - 1) : plain, Optional.empty(), position);
        } catch (CharacterCodingException e) {
            return flawed(DropReason.NOT_UTF8);
        }
    }

    private Line flawed(DropReason reason) {
        return new Line(number, "", Optional.of(reason), position);
    }
}
