package dev.retort.meaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEncoderTest {
    private static OnnxEncoder encoder;
    @TempDir
    private Path folder;

    @BeforeAll
    static void load() throws IOException {
        encoder = OnnxEncoder.bundled();
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    /** Made with Python's tokenizers and onnxruntime from the same two files. */
    @Test
    void aVectorIsWhatPythonComputes() {
        float[] norway = encoder.encode("Do you deliver to Norway?");
        float[] paper = encoder.encode("can i get my order wrapped in gift paper");

        assertThat(Arrays.copyOf(norway, 6)).containsExactly(new float[]{0.0289f, 0.0094f, 0.0458f, -0.0541f, 0.0449f, -0.0274f},
                within(0.002f));
        assertThat(Arrays.copyOf(paper, 6)).containsExactly(new float[]{-0.0468f, -0.0226f, 0.0813f, -0.0171f, -0.0101f, 0.0049f},
                within(0.002f));
        assertThat(PackedVector.of(norway).cosine(paper)).isCloseTo(0.6203f, within(0.005f));
        assertThat(PackedVector.of(norway).cosine(norway)).isCloseTo(1f, within(0.005f));
        assertThat(encoder.dimensions()).isEqualTo(384);
    }

    @Test
    void anyTextHasAVector() {
        for (String text : List.of("", " ", "\uD83D\uDE00", "\uD83D alone", "wort ".repeat(10_000))) {
            assertThat(PackedVector.of(encoder.encode(text)).cosine(encoder.encode(text))).isCloseTo(1f, within(0.005f));
        }
    }

    @Test
    void manyMayAskAtOnce() {
        float[] alone = encoder.encode("Where is my order?");

        assertThat(IntStream.range(0, 32).parallel().mapToObj(n -> encoder.encode("Where is my order?"))).allSatisfy(
                vector -> assertThat(vector).isEqualTo(alone));
    }

    @Test
    void anEncoderInAFolderIsReadAsItsFilesSay() throws IOException {
        copy("/bge-small-en-v1.5-q.onnx", "model.onnx");
        copy("/bge-small-en-v1.5-q-tokenizer.json", "tokenizer.json");
        float[] bundled = encoder.encode("Where is my order?");
        try (OnnxEncoder mean = OnnxEncoder.read(folder)) {
            assertThat(mean.encode("Where is my order?")).as("the mean of its tokens").isNotEqualTo(bundled);
            assertThat(mean.digest()).isNotEqualTo(encoder.digest());
        }

        Files.createDirectories(folder.resolve("1_Pooling"));
        Files.writeString(folder.resolve("1_Pooling/config.json"),
                "{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": false}");
        try (OnnxEncoder first = OnnxEncoder.read(folder)) {
            assertThat(first.encode("Where is my order?")).isEqualTo(bundled);
            assertThat(first.digest()).isEqualTo(encoder.digest());
        }

        Files.writeString(folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_max_tokens\": true}");
        refused("1_Pooling/config.json: names neither pooling_mode_cls_token nor pooling_mode_mean_tokens".replace('/',
                folder.getFileSystem().getSeparator().charAt(0)));
    }

    @Test
    void aFolderThatIsNoEncoderIsRefusedWithTheFileAndTheRemedy() throws IOException {
        assertThatThrownBy(() -> OnnxEncoder.read(folder.resolve("none")))
                .hasMessageContaining("none: is no folder; an encoder is a folder with model.onnx");
        refused("model.onnx: is not there; an encoder is a folder with model.onnx (a sentence encoder in ONNX) and tokenizer.json");
        Files.writeString(folder.resolve("model.onnx"), "no model");
        refused("tokenizer.json: is not there");
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        refused("tokenizer.json is not a tokenizer");
        copy("/bge-small-en-v1.5-q-tokenizer.json", "tokenizer.json");
        refused("model.onnx is not a model that ONNX Runtime can read");
    }

    /** Later versions of ONNX Runtime report to their maker over the network, before a program can forbid it. */
    @Test
    void theNativeLibrariesReportToNobody() throws IOException {
        for (String library : List.of("linux-x64/libonnxruntime.so", "linux-aarch64/libonnxruntime.so",
                "osx-aarch64/libonnxruntime.dylib")) {
            try (InputStream in = OnnxEncoder.class.getResourceAsStream("/ai/onnxruntime/native/" + library)) {
                assertThat(in).as(library).isNotNull();
                String content = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(content.contains("ORT_DISABLE_TELEMETRY") || content.contains("PosixTelemetry")).as(library).isFalse();
                assertThat(content).contains("OrtGetApiBase");
            }
        }
    }

    private void refused(String message) {
        assertThatThrownBy(() -> OnnxEncoder.read(folder)).isInstanceOf(IOException.class).hasMessageContaining(message);
    }

    private void copy(String resource, String name) throws IOException {
        try (InputStream in = OnnxEncoder.class.getResourceAsStream(resource)) {
            Files.write(folder.resolve(name), in.readAllBytes());
        }
    }
}
