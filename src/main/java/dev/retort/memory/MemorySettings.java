package dev.retort.memory;

import java.nio.file.Path;
import java.util.Optional;

/**
 * @param corrections     the most corrections; beyond them the oldest are forgotten
 * @param known           the most known questions
 * @param mostKnownRecalled the share of known questions that may be recalled, such as 0.01
 * @param vectors         file that keeps the vectors from start to start
 */
public record MemorySettings(int corrections, int known, double mostKnownRecalled, Optional<Path> vectors) {
    /** 100,000 corrections, 20,000 known questions of which 1 % may be recalled, and no file. */
    public static final MemorySettings DEFAULT = new MemorySettings(100_000, 20_000, 0.01, Optional.empty());
}
