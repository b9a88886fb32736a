package dev.retort.remembering;

import java.nio.file.Path;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** Settings of the memory of corrections. */
@ConfigMapping(prefix = "retort.memory")
interface MemoryConfig {
    /** {@code on}: corrections are said where they hold; {@code shadow}: that is decided and recorded, but not said; {@code off}. Default on. */
    @WithParentName
    @WithDefault("on")
    Mode mode();

    enum Mode {
        ON, OFF, SHADOW
    }

    /**
     * The sentence encoder that tells what means the same: a folder with {@code model.onnx} and {@code tokenizer.json}, or {@code none}: only equal words
     * and repeated mistakes are recognised. Default: the one that comes with the program, for English.
     */
    Optional<String> encoder();

    /** Most corrections that are kept; beyond them the oldest are forgotten. Default 100,000. */
    @WithDefault("100000")
    int corrections();

    /** Most questions that are kept whose replies are known to be right. Default 20,000. */
    @WithDefault("20000")
    int known();

    /** The share of these that may be answered with a correction; what a question needs to be recalled follows from it. Default 0.01. */
    @WithDefault("0.01")
    double mostKnownRecalled();

    /** File that keeps vectors from start to start; it may be deleted. Default {@code RETORT_HOME/memory/vectors}. */
    @WithDefault("${retort.home}/memory/vectors")
    Path vectors();
}
