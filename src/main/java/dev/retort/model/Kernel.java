package dev.retort.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way to compute the linear layers. The program knows them by their place here. */
public enum Kernel {
    /** float32 weights and arithmetic: exact. */
    FP32,
    /** float16 weights: packed by FBGEMM on a CPU (x86-64 with AVX2, sums in float32), plain half precision on CUDA. Half the memory traffic, near-exact. */
    FP16,
    /**
     * bfloat16 weights and products, sums in float32: blocked by oneDNN on a CPU, which is fast with AVX512-BF16 or AMX and useless without; plain on CUDA.
     * On a CPU the projection to the vocabulary is float16, whose logits are finer.
     */
    BF16,
    /**
     * int8 weights with a scale for each output channel, activations quantised as they come (FBGEMM, CPU only). Fastest; the scale of the activations is
     * that of the whole batch, so a sequence depends a little on what is written beside it.
     */
    INT8;

    /** @throws IllegalArgumentException for another name than {@code fp32}, {@code fp16}, {@code bf16} or {@code int8} */
    public static Kernel parse(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(kernel -> kernel.toString().equals(wanted)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kernel is \"" + name + "\", expected "
                        + Arrays.stream(values()).map(Kernel::toString).collect(Collectors.joining(", "))));
    }

    /** Tells whether a device has it at all. */
    public boolean runsOn(Device device) {
        return this != INT8 || !device.cuda();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
