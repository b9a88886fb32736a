package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.retort.terminal.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetortTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @BeforeEach
    void aHomeOfItsOwn() {
        System.setProperty("retort.home", folder.resolve("home").toString());
    }

    @AfterEach
    void asItWas() {
        System.clearProperty("retort.home");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "demo", "measure", "import", "dataset", "export", "train", "tune", "evaluate", "models",
            "promote", "chat", "bench", "starter"})
    void everyCommandHasAHelpPage(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: retort " + command).contains("--verbose");
        assertThat(err.size()).isZero();
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("serve", "demo", "measure", "import", "dataset", "export", "train", "tune", "evaluate", "models", "promote",
                        "chat", "bench",
                        "starter", "Exit codes")
                .contains("Reads conversations", "Measures how fast").containsOnlyOnce("A chatbot server");
    }

    @Test
    void aMeasurementNamesHowManyRoundsAndWhichQuestionsThereAre() {
        assertThat(run("measure", "--domain", "library", "--rounds", "6")).isEqualTo(2);
        assertThat(error()).hasLineCount(1).contains("--rounds is 6, expected 0 to 5");
        err.reset();
        assertThat(run("measure", "--questions", "develop,all")).isEqualTo(2);
        assertThat(error()).hasLineCount(1).contains("--questions").containsIgnoringCase("report");
    }

    @Test
    void anUnknownCommandOrOptionIsBadUsageInOneLine() {
        assertThat(run("fly")).isEqualTo(2);
        assertThat(error()).hasLineCount(1).contains("fly");
        err.reset();
        assertThat(run("import", "--nmae", "x", "file.csv")).isEqualTo(2);
        assertThat(error()).hasLineCount(1).contains("--nmae").contains("retort import --help");
    }

    @Test
    void anInputThatCannotBeUsedIsNamedInOneLineAndEndsWithTwo() throws Exception {
        Path file = Files.writeString(folder.resolve("chats.csv"), "frage,antwort\na,b\n");
        assertThat(run("import", file.toString())).isEqualTo(2);
        assertThat(error()).isEqualToIgnoringNewLines(
                "retort import: %s: line 1: no column 'query'; the header has: frage, antwort (--prompt-column)".formatted(file));
    }

    @Test
    void onlyVerboseShowsAStackTrace() {
        assertThat(run("import", folder.resolve("absent.csv").toString(), "--verbose")).isEqualTo(2);
        assertThat(error()).contains("absent.csv: no such file").contains("\tat dev.retort.dataset.");
    }

    private int run(String... args) {
        return Retort.run(
                new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false),
                args);
    }

    private String error() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }
}
