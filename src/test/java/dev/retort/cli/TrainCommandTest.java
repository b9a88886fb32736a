package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
        Files.writeString(file, IntStream.range(0, 40).mapToObj(i -> "<b>Where is number " + i + "?,In box " + i + ".\n")
                .collect(Collectors.joining("", "query,reply\n", "")));
        assertThat(run("import", file.toString(), "--base", TINY)).as(err.toString(StandardCharsets.UTF_8)).isZero();
    }

    @AfterEach
    void asItWas() {
        System.clearProperty("retort.home");
    }

    @Test
    void aTrainingLeavesAReportAndSaysWhere() throws Exception {
        assertThat(run("train", "desk", "--base", TINY, "--epochs", "2", "--threads", "1")).as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        Path report = Path
                .of(said().lines().filter(line -> line.startsWith("report ")).findFirst().orElseThrow().substring("report ".length()));
        assertThat(report).startsWith(folder.resolve("home/reports"));
        assertThat(Files.readString(report))
                .contains("class=\"state good\">trained", "data set</dt><dd>desk", "sft", "&lt;b&gt;Where is number",
                        "Learned: these were trained on", "Held back, and nobody corrected them", "validation loss", "retort evaluate v-")
                .doesNotContain("<b>Where");
        assertThat(said()).contains("training 100%", "validation ");
    }

    @Test
    void aTrainingThatGoesWrongLeavesAReportUpToThere() throws Exception {
        Path report = folder.resolve("here/report.html");
        assertThat(run("train", "desk", "--base", TINY, "--epochs", "50", "--learning-rate", "1", "--lora-rank", "8", "--lora-alpha",
                "1000000", "--report", report.toString()))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("up to where it went wrong: " + report);
        assertThat(Files.readString(report)).contains("class=\"state bad\">failed", "not finite", "The numbers");
    }

    private int run(String... words) {
        out.reset();
        err.reset();
        return Retort.run(
                new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false),
                words);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
