package dev.retort.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.retort.model.Device;

/**
 * Arithmetic and memory of a step.
 *
 * @param recompute keeps only the input of each layer and computes the rest again on the way back (gradient checkpointing, Chen et al. 2016): less
 *     memory, a third more time, the same numbers
 */
public record Compute(Matrices matrices, boolean recompute) {
    /** Format in which matrices are multiplied. Weights, gradients, norms and losses are float32 in any case. */
    public enum Matrices {
        FP32, BF16,
        /** bfloat16 where the hardware multiplies it, else float32. */
        AUTO
    }

    /** float32, everything kept. */
    public static Compute exact() {
        return new Compute(Matrices.FP32, false);
    }

    boolean bf16(Device device) {
        return switch (matrices) {
            case FP32 -> false;
            case BF16 -> true;
            case AUTO -> !device.equals(Device.CPU) || multipliesBf16(Path.of("/proc/cpuinfo"));
        };
    }

    /** Tells whether a Linux processor has instructions for it; elsewhere nobody can tell. */
    static boolean multipliesBf16(Path cpuinfo) {
        try {
            return Files.readString(cpuinfo).lines().filter(line -> line.startsWith("flags"))
                    .anyMatch(line -> line.contains(" avx512_bf16") || line.contains(" amx_bf16"));
        } catch (IOException e) {
            return false;
        }
    }
}
