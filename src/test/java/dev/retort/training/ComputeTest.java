package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.retort.model.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComputeTest {
    @TempDir
    Path folder;

    @Test
    void aProcessorThatMultipliesBfloat16SaysSo() throws IOException {
        Path cpuinfo = folder.resolve("cpuinfo");
        Files.writeString(cpuinfo, "model name : x\nflags\t\t: fma avx2 avx512f avx512_bf16 avx512_vnni\n");
        assertThat(Compute.multipliesBf16(cpuinfo)).isTrue();
        Files.writeString(cpuinfo, "flags\t\t: fma avx2 amx_bf16\n");
        assertThat(Compute.multipliesBf16(cpuinfo)).isTrue();
        Files.writeString(cpuinfo, "model name : avx512_bf16\nflags\t\t: fma avx2 avx512f\n");
        assertThat(Compute.multipliesBf16(cpuinfo)).isFalse();
        assertThat(Compute.multipliesBf16(folder.resolve("missing"))).isFalse();
    }

    @Test
    void whatIsAskedForIsDone() {
        assertThat(Compute.exact().bf16(Device.CPU)).isFalse();
        assertThat(new Compute(Compute.Matrices.BF16, false).bf16(Device.CPU)).isTrue();
        assertThat(new Compute(Compute.Matrices.AUTO, false).bf16(Device.parse("cuda:0"))).isTrue();
    }
}
