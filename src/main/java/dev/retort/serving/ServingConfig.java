package dev.retort.serving;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of serving: versions that take over from each other, and requests that wait for their turn. */
@ConfigMapping(prefix = "retort.serving")
public interface ServingConfig {
    /**
     * Versions in memory at once, at least 2: the one that serves, one that is being loaded, and those that are kept for conversations that began on
     * them. When all places are taken, the version kept longest ends before the next is loaded. Each has weights and caches of its own.
     */
    @WithDefault("2")
    int maxVersions();

    /** Time for which the version before is kept for conversations that began on it; zero frees it as soon as its last reply is out. */
    @WithDefault("PT2M")
    Duration pinFor();

    /** Time in which a version that takes no new replies may finish those it has begun; then they are cancelled. */
    @WithDefault("PT1M")
    Duration drainFor();

    /** Time between attempts to load an announced champion that could not be loaded. */
    @WithDefault("PT30S")
    Duration retryEvery();

    /** Sequences that are generated together in one batch. */
    @WithDefault("32")
    int maxSequences();

    /**
     * Memory for what the model remembers of all sequences, those included that have ended and may go on; not set: an eighth of the machine's, at most
     * 2 GiB. A request waits until there is room for it; what was not used for longest is forgotten first.
     */
    Optional<MemorySize> cache();

    /** Requests that may wait for a place in the batch before further ones are refused. */
    @WithDefault("64")
    int queue();

    /** Tokens (prompts and the most that may be written) of the requests that may wait. */
    @WithDefault("32768")
    long queueTokens();

    /** The part of the queue that one client's requests may take, 0 to 1. */
    @WithDefault("0.5")
    double clientShare();

    /** Time that a request may take from its arrival. One that still waits then is refused; one that is being written ends as it is. */
    @WithDefault("PT2M")
    Duration deadline();
}
