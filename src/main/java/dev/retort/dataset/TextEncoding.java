package dev.retort.dataset;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The encoding of a file, as far as its bytes tell. */
final class TextEncoding {
    static final Charset WESTERN = Charset.forName("windows-1252");
    private static final Map<String, String> MARKS = new LinkedHashMap<>(); // the longer ones first
    private static final int LOOKED_AT = 1 << 12;
    private static final int ONE_IN = 100;
    private static final int MORE = 10;

    static {
        MARKS.put("fffe0000", "UTF-32LE");
        MARKS.put("0000feff", "UTF-32BE");
        MARKS.put("efbbbf", "UTF-8");
        MARKS.put("fffe", "UTF-16LE");
        MARKS.put("feff", "UTF-16BE");
    }

    private TextEncoding() {}

    /** An encoding that the first bytes leave no doubt of: by a byte order mark, or by the zero bytes that Latin letters have in UTF-16. */
    static Optional<Charset> certain(byte[] start, int length) {
        String hex = HexFormat.of().formatHex(start, 0, Math.min(length, 4));
        return MARKS.entrySet().stream().filter(mark -> hex.startsWith(mark.getKey())).findFirst()
                .map(mark -> Charset.forName(mark.getValue()))
                .or(() -> byZeros(start, Math.min(length, LOOKED_AT)));
    }

    private static Optional<Charset> byZeros(byte[] start, int length) {
        var zeros = new int[2];
        for (int i = 0; i < length; i++) {
            zeros[i % 2] += start[i] == 0 ? 1 : 0;
        }
        if (zeros[0] + zeros[1] <= length / ONE_IN) {
            return Optional.empty();
        }
        return zeros[1] > MORE * zeros[0]
                ? Optional.of(StandardCharsets.UTF_16LE)
                : zeros[0] > MORE * zeros[1] ? Optional.of(StandardCharsets.UTF_16BE) : Optional.empty();
    }

    /**
     * Whether bytes above 127 are UTF-8, all of them or most: then those that are not are damage.
     *
     * @param last whether the file ends with these bytes
     */
    static boolean isUtf8(ByteBuffer bytes, boolean last) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        ByteBuffer in = bytes.duplicate();
        var out = CharBuffer.allocate(in.remaining());
        int bad = 0;
        for (CoderResult result = decoder.decode(in, out, last); result.isError(); result = decoder.decode(in, out, last)) {
            in.position(in.position() + result.length());
            bad++;
        }
        return out.flip().codePoints().filter(c -> c > 127).count() >= bad;
    }

    /** Whether the text would be UTF-8 if its encoding were another one: a passage that somebody has pasted from another file. */
    static boolean isUtf8(String text, Charset encoding) {
        return text.chars().anyMatch(c -> c > 127) && text.chars().noneMatch(c -> c == Characters.DAMAGED)
                && isWholly(ByteBuffer.wrap(text.getBytes(encoding)));
    }

    private static boolean isWholly(ByteBuffer bytes) {
        var out = CharBuffer.allocate(bytes.remaining());
        return !StandardCharsets.UTF_8.newDecoder().decode(bytes, out, true).isError();
    }
}
