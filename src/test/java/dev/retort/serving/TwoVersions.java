package dev.retort.serving;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

import dev.retort.model.ModelConfig;
import dev.retort.model.Precision;
import dev.retort.model.Reference;
import dev.retort.model.Weights;
import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import dev.retort.settings.ModelSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;

/** Models of random weights, large enough (42 MB) that one which is not freed shows in the process's memory, and a live model to serve them. */
final class TwoVersions {
    private TwoVersions() {}

    static Manifest publish(ModelRegistry registry, Path work, long seed) throws IOException {
        ModelConfig tiny = ModelConfig.read(Reference.MODEL);
        ModelConfig config = new ModelConfig(tiny.vocabularySize(), 128, 384, 6, 6, 1536, tiny.layerNormEpsilon(), tiny.endOfText());
        Path folder = Files.createDirectories(work.resolve("model-" + seed));
        config.write(folder);
        Weights.random(config, seed).write(folder, Precision.F32);
        Files.copy(Reference.MODEL.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        return registry.publish(folder, ManifestDraft.base(Instant.EPOCH));
    }

    static LiveModel live(Duration pinFor, Duration drainFor) {
        return live(2, pinFor, drainFor);
    }

    static LiveModel live(int maxVersions, Duration pinFor, Duration drainFor) {
        return new LiveModel(new Settings(), new Config(maxVersions, pinFor, drainFor), new SimpleMeterRegistry(), Clock.systemUTC());
    }

    /** Tries again soon what could not be loaded. */
    static ServingConfig impatient() {
        return new Config(2, Duration.ZERO, Duration.ofMinutes(1));
    }

    private record Settings() implements ModelSettings {
        @Override
        public Optional<String> base() {
            return Optional.empty();
        }

        @Override
        public String device() {
            return "cpu";
        }

        @Override
        public String kernel() {
            return "fp32";
        }

        @Override
        public double maxDrift() {
            return 0;
        }

        @Override
        public Optional<Path> kernels() {
            return Optional.empty();
        }

        @Override
        public OptionalInt threads() {
            return OptionalInt.of(2);
        }
    }

    private record Config(int maxVersions, Duration pinFor, Duration drainFor) implements ServingConfig {
        @Override
        public Duration retryEvery() {
            return Duration.ofMillis(200);
        }

        @Override
        public int maxSequences() {
            return 16;
        }

        @Override
        public long queueTokens() {
            return 10_000;
        }

        @Override
        public double clientShare() {
            return 1;
        }

        @Override
        public Duration deadline() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Optional<MemorySize> cache() {
            return Optional.of(new MemorySize(BigInteger.valueOf(64L << 20)));
        }

        @Override
        public int queue() {
            return 16;
        }
    }
}
