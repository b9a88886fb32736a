package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.retort.terminal.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
    private static final String TINY = Path.of("src", "test", "resources", "tiny-gpt2", "model").toString();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @BeforeEach
    void aHomeWithAnImportedTable() throws Exception {
        System.setProperty("retort.home", folder.resolve("home").toString());
        Path file = folder.resolve("desk.csv");
        Files.writeString(file,
                IntStream.range(0, 60)
                        .mapToObj(i -> "<b>" + word(i) + " " + word(7 * i + 3) + " " + word(11 * i + 5) + "?,In box " + i + ".\n")
                        .collect(Collectors.joining("", "query,reply\n", "")));
        assertThat(run("import", file.toString(), "--base", TINY)).as(err.toString(StandardCharsets.UTF_8)).isZero();
    }

    /** Of syllables, so that no two questions are alike. */
    private static String word(int i) {
        return "" + "bdfgklmn".charAt(i % 8) + "aeiou".charAt(i / 8 % 5) + "prstvwxz".charAt(i / 3 % 8) + "aeiou".charAt(i / 5 % 5);
    }

    @AfterEach
    void asItWas() {
        System.clearProperty("retort.home");
    }

    @Test
    void aTrainingLeavesAReportAndSaysWhere() throws Exception {
        assertThat(run("train", "desk", "--base", TINY, "--epochs", "2", "--threads", "1", "--keep", "best"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        Path report = Path
                .of(said().lines().filter(line -> line.startsWith("report ")).findFirst().orElseThrow().substring("report ".length()));
        assertThat(report).startsWith(folder.resolve("home/reports"));
        assertThat(Files.readString(report))
                .contains("class=\"state good\">trained", "data set</dt><dd>desk", "sft", "&lt;b&gt;",
                        "Learned: these were trained on", "Held back, and nobody corrected them", "validation loss",
                        "retort evaluate desk:1")
                .doesNotContain("<b>");
        assertThat(said()).contains("training 100%", "validation ", "to serve it: retort promote desk:1")
                .containsPattern("(?m)^version desk:1 \\(v-[0-9a-f]{12}\\)$");
        namesWillDo();
    }

    private void namesWillDo() {
        assertThat(run("models")).isZero();
        assertThat(said()).containsPattern("^desk:1 \\(v-[0-9a-f]{12}\\) ");
        String id = said().substring(said().indexOf("v-"), said().indexOf(")"));
        for (String name : List.of("desk:1", id, id.substring(0, 6))) {
            assertThat(run("evaluate", name, "--pairs", folder.resolve("absent.csv").toString())).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8)).as("the version was found").contains("absent.csv: no such file");
        }
        for (String name : List.of("desk:2", "v-" + (id.charAt(2) == '0' ? "1" : "0"), "v-ffffffffffff")) {
            assertThat(run("evaluate", name)).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no version " + name, "retort models lists them");
        }
        assertThat(run("evaluate", "3")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no version 3 in", "numbers are known while a server runs");
    }

    @Test
    void aTrainingThatGoesWrongLeavesAReportUpToThere() throws Exception {
        Path report = folder.resolve("here/report.html");
        var full = new PrintStream(out, true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                if (line.contains("step 1 of")) {
                    throw new UncheckedIOException("<no> space left", new IOException());
                }
                super.println(line);
            }
        };
        assertThat(run(full, "train", "desk", "--base", TINY, "--epochs", "2", "--threads", "1", "--report", report.toString()))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("up to where it went wrong: " + report);
        assertThat(Files.readString(report)).contains("class=\"state bad\">failed", "&lt;no&gt; space left", "All 1 updates.");
    }

    private int run(String... words) {
        return run(new PrintStream(out, true, StandardCharsets.UTF_8), words);
    }

    private int run(PrintStream told, String... words) {
        out.reset();
        err.reset();
        return Retort.run(new Terminal(told, new PrintStream(err, true, StandardCharsets.UTF_8), false), words);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
