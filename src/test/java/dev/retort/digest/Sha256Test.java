package dev.retort.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the examples of FIPS 180-4, as NIST publishes them, and {@code printf 'Grüße' | sha256sum}. */
class Sha256Test {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String GREETING = "f83e039796c6453a10f5519e39fd113901572316a1a8ea07cb525d2801dfd074";

    @TempDir
    Path folder;

    @Test
    void aTextCountsByItsUtf8() {
        assertThat(Sha256.hex("abc")).isEqualTo(ABC);
        assertThat(Sha256.hex("")).isEqualTo(NOTHING);
        assertThat(Sha256.hex("Grüße")).isEqualTo(GREETING);
        assertThat(HexFormat.of().formatHex(Sha256.of("abc"))).isEqualTo(ABC);
        assertThat(Sha256.fingerprint("abc")).isEqualTo(0xba7816bf8f01cfeaL);
    }

    @Test
    void whateverItComesInIsOneContent() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "abc");
        assertThat(Sha256.hex(file)).isEqualTo(ABC);
        assertThat(Sha256.hex(new ByteArrayInputStream(bytes("abc")))).isEqualTo(ABC);
        assertThat(new Sha256().add("a").add(bytes("b")).add(ByteBuffer.wrap(bytes("xcx"), 1, 1)).hex()).isEqualTo(ABC);
        assertThat(new Sha256().add("").add(file).hex()).isEqualTo(ABC);
    }

    @Test
    void aStreamIsAddedWhileItIsRead() throws Exception {
        var sha = new Sha256();
        try (InputStream in = sha.reading(new ByteArrayInputStream(bytes("abcdef")))) {
            assertThat(in.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo("abc");
        }
        assertThat(sha.hex()).isEqualTo(ABC);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
