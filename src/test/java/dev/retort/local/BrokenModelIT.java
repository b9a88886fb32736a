package dev.retort.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code RETORT_MODEL} names a folder that is no usable model: as the user sees it, before anything has started. */
class BrokenModelIT {
    @TempDir
    Path folder;
    private Path model;

    @BeforeEach
    void copy() throws Exception {
        model = Files.createDirectory(folder.resolve("model"));
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/tiny-gpt2/model"))) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void aTruncatedFileIsToldInOneLineAndEndsWithTwo() throws Exception {
        Path weights = model.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
        assertThat(refusal()).contains("model.safetensors: ").contains("it is truncated");
    }

    @Test
    void aHeaderThatLiesIsToldInOneLineAndEndsWithTwo() throws Exception {
        Path weights = model.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 40);
        Files.write(weights, whole);
        assertThat(refusal()).contains("model.safetensors: says its header has 1099511627776 bytes");
    }

    @Test
    void weightsThatAreNoNumbersAreToldInOneLineAndEndWithTwo() throws Exception {
        Path weights = model.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putFloat(whole.length - 4, Float.NaN);
        Files.write(weights, whole);
        assertThat(refusal()).contains("model.safetensors: ").contains(" holds NaN at ").contains("expected finite numbers");
    }

    @Test
    void aFolderThatIsNotThereIsToldInOneLineAndEndsWithTwo() throws Exception {
        model = folder.resolve("nowhere");
        assertThat(refusal()).contains("config.json: is missing in " + model);
    }

    private String refusal() throws Exception {
        Home home = new Home(folder.resolve("home"));
        try (Program program = Program.serve(home, folder.resolve("log"), Map.of("RETORT_MODEL", model.toString()))) {
            assertThat(program.exitCode()).as(program.said()).isEqualTo(2);
            assertThat(program.said().lines()).singleElement().asString()
                    .startsWith("retort serve: RETORT_MODEL=" + model + " cannot be used: ");
            assertThat(home.folder()).doesNotExist();
            return program.said();
        }
    }
}
