package dev.retort.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledModelTest {
    @TempDir
    Path folder;

    @Test
    void manyWhoNeedItAtTheSameTimeFindTheSameWholeModel() throws Exception {
        Home home = new Home(folder);
        int many = 4;
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            CyclicBarrier together = new CyclicBarrier(many);
            Callable<Optional<Path>> unpack = () -> {
                together.await();
                return BundledModel.unpack(home);
            };
            List<Future<Optional<Path>>> unpacked = threads.invokeAll(Stream.generate(() -> unpack).limit(many).toList());
            for (Future<Optional<Path>> one : unpacked) {
                Path model = one.get().orElseThrow();
                assertThat(model).isEqualTo(unpacked.get(0).get().orElseThrow());
                assertThat(model.resolve("model.safetensors")).isNotEmptyFile();
                assertThat(model.resolve("retort").resolve("replay.jsonl")).isNotEmptyFile();
            }
        } finally {
            threads.shutdownNow();
        }
        try (Stream<Path> left = Files.list(folder.resolve("starter-model"))) {
            assertThat(left).as("nothing half done").hasSize(1);
        }
    }
}
