package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is told to end while a step computes. Java waits 0.3 s for calls into native code, then PyTorch is taken down: a step that still
 * runs would read what was freed, which shows as SIGSEGV in {@code at::accelerator::getAccelerator} (its backward pass asks there at every node).
 */
@EnabledOnOs(OS.LINUX)
class ExitGuardTest {
    private static final int SIGTERM = 128 + 15;

    @TempDir
    Path folder;

    @Test
    void aProcessThatIsEndedWithinAStepFinishesIt() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ErrorFile=" + folder.resolve("crash.log"), "-XX:-CreateCoredumpOnCrash", "-Dai.djl.offline=true", "-cp",
                System.getProperty("java.class.path"), LongSteps.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("step 1");
            process.destroy(); // the second step has begun, or begins now
            assertThat(process.waitFor()).isEqualTo(SIGTERM);
        } finally {
            process.destroyForcibly();
        }
        assertThat(folder).isEmptyDirectory();
    }
}
