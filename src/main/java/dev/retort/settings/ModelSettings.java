package dev.retort.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the base model and of the hardware that it runs on. */
@ConfigMapping(prefix = "retort.model")
public interface ModelSettings {
    /** Folder of the base model in Hugging Face's format; not set: the starter model that is bundled with the program. */
    Optional<String> base();

    /** {@code cpu}, or a GPU such as {@code cuda:0}. */
    @WithDefault("cpu")
    String device();

    /**
     * Arithmetic of the linear layers when serving: {@code fp32}, {@code fp16}, {@code bf16}, {@code int8}, or {@code auto} for the fastest on this
     * machine within {@link #maxDrift}.
     */
    @WithDefault("fp32")
    String kernel();

    /** With {@code auto}: the most by which a kernel's distributions may differ from float32's, as mean KL in nats on a few sentences. */
    @WithDefault("1e-6")
    double maxDrift();

    /** File in which {@code auto} remembers what it found for a version on this machine; not set: it measures at every start. */
    Optional<Path> kernels();

    /** PyTorch's threads; not set: one for each processor. */
    OptionalInt threads();
}
