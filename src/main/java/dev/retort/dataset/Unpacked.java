package dev.retort.dataset;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipException;

import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The content of a gzip file (RFC 1952), all its members one after the other. Damage, a missing end, or anything else behind a member is a {@link ZipException}. */
final class Unpacked extends FilterInputStream {
    private static final String GZIP = "1f8b";
    private static final int MARKED = 8;
    private static final Map<String, String> OTHERS = others();

    private Unpacked(InputStream packed) {
        super(packed);
    }

    /**
     * The content, whether it is packed or not.
     *
     * @throws BadDataException if the first bytes are those of a container that holds no text
     */
    static InputStream of(String name, BufferedInputStream raw) throws IOException {
        raw.mark(MARKED);
        String start = HexFormat.of().formatHex(raw.readNBytes(MARKED));
        raw.reset();
        for (Map.Entry<String, String> other : OTHERS.entrySet()) {
            if (start.startsWith(other.getKey())) {
                throw new BadDataException("%s: is %s".formatted(name, other.getValue()));
            }
        }
        try {
            return start.startsWith(GZIP)
                    ? new Unpacked(GzipCompressorInputStream.builder().setInputStream(raw).setDecompressConcatenated(true).get())
                    : raw;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static Map<String, String> others() {
        var others = new LinkedHashMap<String, String>();
        others.put("504b0304", "a zip archive or an Excel workbook, expected text; unpack it, or save the sheet as \"CSV UTF-8\"");
        others.put("d0cf11e0a1b11ae1", "an old Excel workbook, expected text; save the sheet as \"CSV UTF-8\"");
        others.put("5041523115",
                "a Parquet file, expected text; in Python, pandas.read_parquet(…).to_json(…, orient=\"records\", lines=True) makes JSONL");
        others.put("28b52ffd", "packed by zstd; zstd -dc FILE | retort import - unpacks it");
        others.put("fd377a585a00", "packed by xz; xz -dc FILE | retort import - unpacks it");
        others.put("425a6839314159", "packed by bzip2; bzip2 -dc FILE | retort import - unpacks it");
        return others;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        try {
            return in.read(to, from, length);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static ZipException damaged(IOException cause) {
        var damaged = new ZipException(cause.getMessage() == null ? "its end is missing" : cause.getMessage());
        damaged.initCause(cause);
        return damaged;
    }
}
