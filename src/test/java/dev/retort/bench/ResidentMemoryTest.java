package dev.retort.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {
    @TempDir
    Path folder;

    @Test
    void itIsToldAfterATenthAfterHalfAndAtTheEnd() throws Exception {
        Path status = folder.resolve("status");
        List<String> lines = new ArrayList<>();
        ResidentMemory memory = new ResidentMemory(status, 40, lines::add);
        for (int done = 1; done <= 40; done++) {
            Files.writeString(status, "Name:\tjava\nVmHWM:\t  999999 kB\nVmRSS:\t  %d kB\nThreads:\t1\n".formatted(1024 * done));
            memory.accept(done);
        }
        assertThat(memory.bytes()).isEqualTo(Map.of("afterTenth", 4L << 20, "afterHalf", 20L << 20, "atEnd", 40L << 20));
        assertThat(lines).hasSize(3).last().asString().contains("40 MiB after 40 of 40 requests");
    }

    @Test
    void aProcessThatHasEndedIsLeftOut() {
        ResidentMemory memory = new ResidentMemory(folder.resolve("status"), 1, line -> {});
        memory.accept(1);
        assertThat(memory.bytes()).isEmpty();
    }
}
