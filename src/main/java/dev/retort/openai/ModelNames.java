package dev.retort.openai;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import dev.retort.problem.Problem;
import dev.retort.serving.Lease;
import dev.retort.serving.LiveModel;
import dev.retort.serving.NotReadyException;
import dev.retort.serving.ServedVersion;

/** Under which names models can be asked for: one for whichever version serves, and each version in memory under its own. */
@Singleton
class ModelNames {
    private final LiveModel live;
    private final OpenAiConfig config;

    ModelNames(LiveModel live, OpenAiConfig config) {
        this.live = live;
        this.config = config;
    }

    /** @param wanted left out: the version that serves */
    Lease lease(Optional<String> wanted) {
        if (wanted.isEmpty() || wanted.get().equals(config.model())) {
            return live.lease();
        }
        return live.named(wanted.get()).orElseThrow(() -> {
            live.lease().close(); // before the first version is loaded nothing is unknown, only not ready
            return unknown(wanted.get()).refusal();
        });
    }

    /** Leases, or refuses in OpenAI's form. */
    static Lease orRefused(Supplier<Lease> lease) {
        try {
            return lease.get();
        } catch (NotReadyException e) {
            throw Answering.problem(e).refusal();
        }
    }

    Problem unknown(String id) {
        return Problem.unknownModel("model", "the model \"%s\" is not served here, expected %s".formatted(
                id.length() <= 100 ? id : id.substring(0, 100) + "…",
                Stream.concat(Stream.of(config.model()), versions().map(ServedVersion::version)).collect(Collectors.joining(", "))));
    }

    /** The versions in memory. The one that serves comes first. */
    Stream<ServedVersion> versions() {
        return live.versions().stream();
    }

    /** The most tokens that prompt and reply can have together; nothing if the version has just left the memory. */
    Optional<Integer> contextLength(String version) {
        return live.named(version).map(lease -> {
            try (lease) {
                return lease.template().contextLength();
            }
        });
    }

    String alias() {
        return config.model();
    }
}
