package dev.retort.dataset;

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
    private static final int BUFFER = 1 << 16;

    /** @param text without its line end; empty if there is a flaw */
    record Line(long number, String text, Optional<DropReason> flaw) {}

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private final Deque<Line> putBack = new ArrayDeque<>();
    private int at;
    private int end;
    private long number;

    Lines(InputStream in) {
        this.in = in;
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
        if (!more()) {
            return Optional.empty();
        }
        var bytes = new ByteArrayOutputStream(256);
        boolean tooLong = false;
        boolean ended = false;
        while (!ended && more()) {
            int stop = at;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            tooLong |= bytes.size() + stop - at > MAX_BYTES;
            if (!tooLong) {
                bytes.write(buffer, at, stop - at);
            }
            ended = stop < end;
            at = ended ? stop + 1 : stop;
        }
        number++;
        return Optional.of(tooLong ? flawed(DropReason.TOO_LONG) : decode(bytes.toByteArray()));
    }

    private boolean more() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.readNBytes(buffer, 0, BUFFER));
        }
        return at < end;
    }

    private Line decode(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String plain = number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
            return new Line(number, plain.endsWith("\r") ? plain.substring(0, plain.length() - 1) : plain, Optional.empty());
        } catch (CharacterCodingException e) {
            return flawed(DropReason.NOT_UTF8);
        }
    }

    private Line flawed(DropReason reason) {
        return new Line(number, "", Optional.of(reason));
    }
}
