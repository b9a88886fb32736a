package dev.retort.dataset;

import static dev.retort.dataset.Imports.CSV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

import dev.retort.text.Redaction;
import org.junit.jupiter.api.Test;

class PackedFilesTest extends Importing {
    @Test
    void everyMemberOfAGzipFileIsReadThroughAPipeAndFromTheDisk() throws Exception {
        byte[] both = members(packed(rows(0, 50, "query,reply\n")), packed(rows(50, 100, "")));
        assertThat(Imports.rows(imports.run(piped(both)))).hasSize(100);
        Files.write(imports.file(), both);
        assertThat(Imports.rows(imports.run(imports.request(CSV)))).hasSize(100);
    }

    @Test
    void aMemberThatIsCutOffOrDamagedOrNoneIsAnError() throws Exception {
        byte[] first = packed(rows(0, 50, "query,reply\n"));
        byte[] second = packed(rows(50, 100, ""));
        byte[] both = members(first, second);
        byte[] flipped = both.clone();
        flipped[flipped.length - 6] ^= 1; // of the second one's checksum
        for (byte[] broken : new byte[][]{Arrays.copyOf(both, both.length - 9), Arrays.copyOf(both, first.length + 5),
                Arrays.copyOf(first, first.length / 2), Arrays.copyOf(first, 4), members(first, "a,1\n".getBytes(StandardCharsets.UTF_8)),
                flipped}) {
            assertThatThrownBy(() -> imports.run(piped(broken))).isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith("standard input: the gzip data is damaged or cut off after row ").message().hasLineCount(1);
        }
    }

    @Test
    void otherContainersAreNamedWithTheRemedy() throws Exception {
        Files.write(imports.file(), new byte[]{'P', 'K', 3, 4, 20, 0, 6, 0, 8});
        assertThatThrownBy(() -> imports.run(imports.request(CSV))).isInstanceOf(BadDataException.class)
                .hasMessage(imports.file()
                        + ": is a zip archive or an Excel workbook, expected text; unpack it, or save the sheet as \"CSV UTF-8\"");
        Files.write(imports.file(), new byte[]{0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 4, 0, 0});
        assertThatThrownBy(() -> imports.run(imports.request(CSV))).hasMessageContaining("zstd -dc FILE | retort import -");
    }

    private static String rows(int from, int to, String header) {
        var rows = new StringBuilder(header);
        for (int i = from; i < to; i++) {
            rows.append("q%s,r%d\n".formatted("abcdefghij".charAt(i / 10) + "" + "abcdefghij".charAt(i % 10), i));
        }
        return rows.toString();
    }

    private static byte[] packed(String text) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    private static byte[] members(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    /** A pipe never says that there is more. */
    private static ImportRequest piped(byte[] bytes) {
        InputStream pipe = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int available() {
                return 0;
            }
        };
        return new ImportRequest("set", ImportFile.standardInput(pipe), CSV, Optional.empty(), new Redaction(Set.of()), Optional.empty(),
                false);
    }
}
