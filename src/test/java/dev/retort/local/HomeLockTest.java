package dev.retort.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
    @TempDir
    Path folder;

    @Test
    void theProcessThatHoldsAHomeIsNamed() throws Exception {
        Home home = new Home(folder);
        try (HomeLock lock = HomeLock.take(home)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> HomeLock.take(home)).isInstanceOf(HomeInUseException.class)
                    .hasMessageContaining("in use by process " + ProcessHandle.current().pid() + ";").hasMessageContaining("RETORT_HOME");
        }
        HomeLock.take(home).close();
    }

    @Test
    void aHolderThatHasNotSaidItsNumberYetIsWaitedFor() throws Exception {
        Home home = new Home(folder);
        Path number = folder.resolve("pid");
        try (HomeLock lock = HomeLock.take(home)) {
            assertThat(lock).isNotNull();
            Files.writeString(number, "");
            CompletableFuture<Void> late = CompletableFuture.runAsync(() -> {
                try {
                    Thread.sleep(200);
                    Files.writeString(number, Long.toString(ProcessHandle.current().pid()));
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> HomeLock.take(home)).hasMessageContaining("in use by process " + ProcessHandle.current().pid() + ";");
            late.join();
        }
    }

    @Test
    void aNumberThatNobodyHasAnyMoreIsNotBlamed() throws Exception {
        Home home = new Home(folder);
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        try (HomeLock lock = HomeLock.take(home)) {
            assertThat(lock).isNotNull();
            Files.writeString(folder.resolve("pid"), ended.pid() + "\n");
            assertThatThrownBy(() -> HomeLock.take(home)).hasMessageContaining("in use by another process;");
        }
    }
}
