package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("b", Tensor.of(List.of(2, 3), new float[]{0, -0f, 1.5f, -65504, 6.1035156e-5f, 5.9604645e-8f}));
        tensors.put("a", Tensor.of(List.of(0)));
        tensors.put("é", Tensor.of(List.of(), new float[]{Float.NEGATIVE_INFINITY}));
        for (Precision precision : Precision.values()) { // all of these numbers are float16
            Path file = folder.resolve(precision + ".safetensors");
            Safetensors.write(file, tensors, precision);
            assertThat(Safetensors.readAll(file)).containsExactlyEntriesOf(tensors);
        }
    }

    @Test
    void everyHalfFloatSurvivesAndFloatsRoundToTheNearest() {
        for (int half = 0; half < 0x10000; half++) {
            float value = HalfFloats.toFloat((short) half);
            if (!Float.isNaN(value)) {
                assertThat(HalfFloats.fromFloat(value)).isEqualTo((short) half);
            }
        }
        assertThat(HalfFloats.toFloat(HalfFloats.fromFloat(1 + 0x1p-11f))).isEqualTo(1); // a tie goes to the even one
        assertThat(HalfFloats.toFloat(HalfFloats.fromFloat(1 + 3 * 0x1p-11f))).isEqualTo(1 + 2 * 0x1p-10f);
        assertThat(HalfFloats.toFloat(HalfFloats.fromFloat(65519.99f))).isEqualTo(65504);
        assertThat(HalfFloats.toFloat(HalfFloats.fromFloat(65520))).isInfinite();
        assertThat(HalfFloats.toFloat(HalfFloats.fromFloat(Float.NaN))).isNaN();
    }

    @Test
    void brainFloatsAreRead() throws IOException {
        Path file = write("{\"t\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                new byte[]{(byte) 0x80, 0x3f, 0x40, (byte) 0xc0});
        assertThat(Safetensors.readAll(file).get("t").toArray()).containsExactly(1, -3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | t has data_offsets [0, 4], expected 8 bytes for F32 [2]",
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | t has data_offsets [8, 0], expected 8 bytes",
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}} | t has data_offsets [-8, 0]",
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}} | t ends at byte 16 of the data, but the file holds only 8: it is truncated",
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | t begins at byte 4 of the data, expected 0 (there is a hole before it)",
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"u\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | u begins at byte 4 of the data, expected 8 (it overlaps another tensor)",
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | holds 8 bytes of data, but its header describes 4",
            "{\"t\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}} | t has the unknown dtype \"F33\"",
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,8]}} | which is too large",
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | t has shape [-2], expected whole numbers",
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[2]}} | t needs a shape and two data_offsets",
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | Duplicate field 't'",
            "{\"t\":7} | t has the unknown dtype \"\"", "[] | header is not a JSON object", "{\"t\": | header is not JSON"})
    void aHeaderThatLiesIsRefused(String header, String problem) throws IOException {
        Path file = write(header, new byte[8]);
        assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(ModelFolderException.class).hasMessageStartingWith("t.safetensors: ")
                .hasMessageContaining(problem).message().doesNotContain("\n");
    }

    @Test
    void aHeaderLongerThanTheFileIsRefused() throws IOException {
        Path file = folder.resolve("t.safetensors");
        for (long length : new long[]{9, 1L << 40, -1, 0}) {
            Files.write(file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
            assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(ModelFolderException.class).hasMessageContaining("header has");
        }
        Files.write(file, new byte[3]);
        assertThatThrownBy(() -> Safetensors.open(file)).hasMessage("t.safetensors: is truncated: 3 bytes");
    }

    private Path write(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return Files.write(folder.resolve("t.safetensors"),
                ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).put(data)
                        .array());
    }
}
