package dev.retort.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import dev.retort.generation.EngineLimits;
import dev.retort.local.Settings;
import dev.retort.model.Torch;
import dev.retort.settings.ModelSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LoadedVersionTest {
    private static final Path STARTER = Path.of("src/main/resources/starter-model");

    /** OpenMP's helpers have the name of the thread that they help: one too many, and all of them sleep between two operations. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whoLoadsAVersionKeepsNoHelpers() throws Exception {
        Torch.start(2);
        KernelChoice kernels = new KernelChoice(Settings.of(ModelSettings.class, Map.of("retort.model.kernel", "fp16")));
        var loading = new FutureTask<>(() -> {
            Torch.useThreads();
            long before = threads("loader");
            LoadedVersion version = LoadedVersion.load(STARTER, new ServedVersion("starter", "sha256:1", 1), kernels,
                    new EngineLimits(1, 1),
                    1 << 20);
            try {
                return threads("loader") - before;
            } finally {
                version.free();
            }
        });
        Thread loader = new Thread(loading, "loader");
        loader.start();
        assertThat(loading.get()).isZero();
    }

    private static long threads(String name) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(task -> name.equals(nameOf(task))).count();
        }
    }

    private static String nameOf(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }
}
