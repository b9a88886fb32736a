package dev.retort.serving;

import java.util.Optional;
import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which base model there is and what it runs on. */
@ConfigMapping(prefix = "retort.model")
public interface ModelSettings {
    /** Folder of the base model in Hugging Face's format; not set: the starter model that is bundled with the program. */
    Optional<String> base();

    /** {@code cpu}, or a GPU such as {@code cuda:0}. */
    @WithDefault("cpu")
    String device();

    /** How the linear layers compute when serving: {@code fp32}, or {@code fp16} for packed half precision. */
    @WithDefault("fp32")
    String kernel();

    /** PyTorch's threads; not set: one for each processor. */
    OptionalInt threads();
}
