package dev.retort.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import dev.retort.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeImportTest {
    private static final int ROWS = 120_000;
    private static final long HEAP_MIB = 48;

    @TempDir
    Path folder;

    @Test
    void aFileLargerThanTheHeapIsImported() throws Exception {
        Path file = folder.resolve("file");
        write(file, ROWS);
        assertThat(Files.size(file)).isGreaterThan(HEAP_MIB << 20);
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + HEAP_MIB + "m",
                "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"), LargeImportTest.class.getName(), folder.toString()).redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEqualTo("kept " + ROWS);
    }

    /** Imports the file in the folder that is named. */
    public static void main(String... words) throws IOException {
        Imports imports = new Imports(Path.of(words[0]));
        Dataset dataset = imports.run(imports.request(Imports.JSONL));
        System.out.print("kept " + dataset.report().orElseThrow().keptInAll());
    }

    /** Questions and replies of words that are drawn as in a language: the nth with a frequency of one nth. No two questions are alike. */
    static void write(Path file, int rows) throws IOException {
        var random = new Random(1);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int row = 0; row < rows; row++) {
                out.write("{\"prompt\":\"" + text(random, 6 + random.nextInt(12)) + " "
                        + word(row + 20_000) + "\",\"completion\":\"" + text(random, 45 + random.nextInt(10)) + "\"}\n");
            }
        }
    }

    private static String text(Random random, int words) {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append(word((int) Math.pow(20_000, random.nextDouble())));
        }
        return text.toString();
    }

    private static String word(int rank) {
        return List.of("ka", "lo", "mi", "ne", "su", "ta", "vo", "ri").get(rank % 8)
                + (rank < 8 ? "" : word(rank / 8));
    }
}
