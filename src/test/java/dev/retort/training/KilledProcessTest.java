package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that trains is killed, as by {@code kill -9}; another one goes on from its last checkpoint to the same bytes. */
class KilledProcessTest {
    @TempDir
    Path folder;

    /** @param patience whether it ends the run before its last step, so that its count must survive, too */
    @ParameterizedTest
    @CsvSource({"full, false, 6", "adapted, false, 6", "mixed, true, 5", "judged, true, 6"})
    void continuesToTheSameBytes(String request, boolean patience, int step) throws IOException, InterruptedException {
        Path alone = folder.resolve("alone");
        TrainingReport expected = FineTuning.run(TinyRun.named(request, alone), progress -> {});
        assertThat(expected.notes().stream().anyMatch(note -> note.startsWith("stopped after step"))).isEqualTo(patience);
        assertThat(step).as("when it is killed, there is something left to do").isLessThan(expected.steps());
        Path killed = folder.resolve("killed");
        killAt(step, request, killed);
        TrainingReport report = FineTuning.run(TinyRun.named(request, killed), progress -> {});
        assertThat(report.resumedFrom()).isBetween(step, expected.steps());
        assertThat(report.curve()).usingRecursiveComparison().ignoringFields("tokensPerSecond", "left").isEqualTo(expected.curve());
        assertThat(report.bestStep()).isEqualTo(expected.bestStep());
        assertThat(report.bestValidationLoss()).isEqualTo(expected.bestValidationLoss());
        assertThat(report.tokens()).isEqualTo(expected.tokens());
        assertThat(killed.resolve("out/model.safetensors")).hasSameBinaryContentAs(alone.resolve("out/model.safetensors"));
        Path adapter = Path.of("out/adapter/adapter_model.safetensors");
        if (TinyRun.named(request, alone).hyperparameters().lora().isPresent()) {
            assertThat(killed.resolve(adapter)).hasSameBinaryContentAs(alone.resolve(adapter));
        }
    }

    private static void killAt(int step, String request, Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true", "-cp", System.getProperty("java.class.path"), KilledRun.class.getName(), folder.toString(),
                request).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.equals("step " + step)) {
                line = out.readLine();
            }
            assertThat(line).as("the process came to step " + step).isNotNull();
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
    }
}
