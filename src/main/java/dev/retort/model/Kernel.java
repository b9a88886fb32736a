package dev.retort.model;

import java.util.Locale;

/** How the linear layers are computed. */
public enum Kernel {
    /** float32 weights and arithmetic: exact. */
    FP32,
    /** float16 weights: packed by FBGEMM on a CPU (x86-64 with AVX2, sums in float32), plain half precision on CUDA. Half the memory traffic, near-exact. */
    FP16;

    /** @throws IllegalArgumentException for another name than {@code fp32} or {@code fp16} */
    public static Kernel parse(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "fp32" -> FP32;
            case "fp16" -> FP16;
            default -> throw new IllegalArgumentException("kernel is \"" + name + "\", expected fp32 or fp16");
        };
    }
}
