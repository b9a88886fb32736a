package dev.retort.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The characters of a file, one at a time, in the encoding that somebody has named or that the bytes show. As long as only ASCII came, nothing is decided: the
 * first bytes above 127 decide, together with those that follow them, wherever in the file they stand.
 */
final class Characters {
    /** Stands where bytes are none of the encoding's. */
    static final char DAMAGED = '\uFFFD';
    static final int END = -1;
    private static final int WINDOW = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String file;
    private final InputStream in;
    private final ByteBuffer bytes = ByteBuffer.allocate(WINDOW).flip();
    private final CharBuffer decoded = CharBuffer.allocate(WINDOW).flip();
    private final List<String> notes = new ArrayList<>();
    private CharsetDecoder decoder = decoder(StandardCharsets.UTF_8);
    private boolean decided;
    private boolean guessed;
    private boolean ended;
    private int damagedAt = END; // in what is decoded
    private boolean damaged;
    private String again = "";
    private int at;
    private boolean againDamaged;
    private long line = 1;
    private boolean endsSeen;
    private boolean carriageReturns;

    Characters(String file, InputStream in, Optional<Charset> named) throws IOException {
        this.file = file;
        this.in = in;
        take();
        Optional<Charset> certain = TextEncoding.certain(bytes.array(), bytes.limit());
        if (named.isPresent()) {
            boolean ofEither = named.get().equals(StandardCharsets.UTF_16); // without a mark the files of today are of the little end
            use(ofEither ? certain.orElse(StandardCharsets.UTF_16LE) : named.get());
        } else if (certain.isPresent()) {
            use(certain.get());
            if (!certain.get().equals(StandardCharsets.UTF_8)) {
                notes.add("It is in %s, as its first bytes show, and was read so.".formatted(certain.get()));
            }
        }
        if (peek() == BYTE_ORDER_MARK) {
            read();
        }
    }

    private static CharsetDecoder decoder(Charset charset) {
        return charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private void use(Charset charset) {
        decoder = decoder(charset);
        decided = true;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** The number of the line that the next character stands in. */
    long line() {
        return line;
    }

    /** Whether a carriage return by itself ends a line: it does where the first line ends so. */
    boolean carriageReturns() {
        return carriageReturns;
    }

    /** The next character, or {@link #END}. */
    int read() throws IOException {
        int c = peek();
        if (c == END) {
            return c;
        }
        if (at < again.length()) {
            damaged |= againDamaged && c == DAMAGED;
            at++;
        } else {
            damaged |= decoded.position() == damagedAt;
            decoded.get();
        }
        if (c == '\n' || (c == '\r' && (carriageReturns || !endsSeen) && peek() != '\n')) {
            carriageReturns |= c == '\r';
            endsSeen = true;
            line++;
        }
        return c;
    }

    int peek() throws IOException {
        return at < again.length() ? again.charAt(at) : decoded.hasRemaining() || fill() ? decoded.get(decoded.position()) : END;
    }

    /** This text, which was read last and begins in that line, comes again. */
    void putBack(String text, long ofLine, boolean withDamage) {
        if (at >= text.length() && again.startsWith(text, at - text.length())) {
            at -= text.length();
        } else {
            again = text + again.substring(at);
            at = 0;
        }
        againDamaged |= withDamage;
        line = ofLine;
    }

    /** The flaw of a text that was read since the last call. */
    Optional<DropReason> flaw(String text) {
        boolean flawed = damaged || (guessed && TextEncoding.isUtf8(text, decoder.charset()));
        damaged = false;
        return !flawed
                ? Optional.empty()
                : Optional.of(decoder.charset().equals(StandardCharsets.UTF_8) ? DropReason.NOT_UTF8 : DropReason.OTHER_ENCODING);
    }

    private boolean fill() throws IOException {
        decoded.clear();
        damagedAt = END;
        while (decoded.position() == 0) {
            if (!bytes.hasRemaining() && !take()) {
                decoded.flip();
                return false;
            }
            int stop = decided ? bytes.limit() : ascii();
            int end = bytes.limit();
            bytes.limit(stop);
            CoderResult result = decoder.decode(bytes, decoded, ended && stop == end);
            bytes.limit(end);
            if (result.isError()) {
                bytes.position(bytes.position() + result.length());
                damagedAt = decoded.position();
                decoded.put(DAMAGED);
            } else if (decoded.position() == 0) { // half a character
                take();
            }
        }
        decoded.flip();
        return true;
    }

    /** The end of the words in ASCII; if there is none, the encoding is decided on and it is the end of all. */
    private int ascii() throws IOException {
        int end = bytes.position();
        while (end < bytes.limit() && bytes.get(end) >= 0) {
            end++;
        }
        if (end == bytes.limit()) {
            return end;
        }
        while (end > bytes.position() && Character.isLetter(bytes.get(end - 1))) {
            end--;
        }
        if (end > bytes.position()) {
            return end;
        }
        take();
        decide();
        return bytes.limit();
    }

    private void decide() throws BadDataException {
        decided = true;
        if (TextEncoding.isUtf8(bytes, ended)) {
            return;
        }
        String word = WesternText.sample(bytes).orElseThrow(() -> new BadDataException(
                "%s: line %d: it is not UTF-8 and makes no sense as Windows-1252; save it as UTF-8, or name its encoding, such as --encoding windows-1251"
                        .formatted(file, line)));
        decoder = decoder(TextEncoding.WESTERN);
        guessed = true;
        notes.add(
                "It is not UTF-8 and was read as Windows-1252 (Latin-1): line %d has “%s”. If that is wrong, name its encoding with --encoding."
                        .formatted(line, word));
    }

    /** Fills up the bytes. */
    private boolean take() throws IOException {
        bytes.compact();
        int n = in.readNBytes(bytes.array(), bytes.position(), bytes.remaining());
        ended |= bytes.remaining() > n;
        bytes.position(bytes.position() + n).flip();
        return n > 0;
    }
}
