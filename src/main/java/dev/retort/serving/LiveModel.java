package dev.retort.serving;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import com.sun.management.OperatingSystemMXBean;
import dev.retort.generation.CacheUse;
import dev.retort.generation.EngineLimits;
import dev.retort.model.Torch;
import dev.retort.registry.VersionFolder;
import dev.retort.settings.ModelSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;

/**
 * The versions that this process serves with, and the way in for the next one. A successor is loaded and warmed beside the champion and takes over at
 * once. The version before stays for conversations that began on it until the pin deadline, and for its last replies until the drain deadline.
 * {@link ServingConfig#maxVersions} bounds how many are in memory: with two, which is the default, loading a third first ends the oldest.
 */
@ApplicationScoped
public class LiveModel {
    private static final long MOST_CACHE = 2L << 30;

    private final ModelSettings model;
    private final ServingConfig config;
    private final ServingMetrics metrics;
    private final Clock clock;
    private final VersionSet versions;
    private final Object loading = new Object(); // held while one loads: of two, each would have half of the processors and of the memory
    private final Object change = new Object();
    private volatile Optional<ServingState.Failure> lastFailure = Optional.empty();
    private volatile long swaps;

    public LiveModel(ModelSettings model, ServingConfig config, MeterRegistry registry, Clock clock) {
        this.clock = clock;
        this.model = model;
        this.config = config;
        this.versions = new VersionSet(config.maxVersions(), config.pinFor(), config.drainFor());
        this.metrics = new ServingMetrics(registry, versions::leases, versions::size, this::cachedBytes, this::reusedTokens);
    }

    /** The champion, or nothing before the first version is loaded. */
    public Optional<ServedVersion> current() {
        return versions.serving().map(LoadedVersion::served);
    }

    /** The versions that answer or finish answering, the champion first. */
    public List<ServedVersion> versions() {
        return versions.known();
    }

    /** The champion, for one reply. Throws {@link NotReadyException} before the first version is loaded. */
    public Lease lease() {
        return versions.lease().orElseThrow(() -> new NotReadyException("no model is loaded yet"));
    }

    /** The named version while it is still held, else the champion. */
    public Lease lease(String preferredVersion) {
        return named(preferredVersion).orElseGet(this::lease);
    }

    /** The named version and no other, for one reply: the champion, one that is offered, or one that is pinned. */
    public Optional<Lease> named(String version) {
        return versions.lease(version);
    }

    /**
     * Loads and warms a verified version beside the champion, on the caller's thread. Waits for the version that was pinned first to leave if as many
     * are in memory as may be. Throws with the reason, the champion untouched, if the version cannot be loaded or does not compute.
     *
     * @throws NoRoomException if as many are in memory as may be, and none of them is pinned
     */
    public Rollout prepare(VersionFolder folder, long epoch) throws IOException {
        synchronized (loading) {
            try (VersionSet.Reservation place = versions.reserve()) {
                Torch.start(model.threads().orElse(Runtime.getRuntime().availableProcessors()));
                long began = System.nanoTime();
                ServedVersion version = new ServedVersion(folder.id().value(), folder.manifest().digest(), epoch);
                LoadedVersion loaded = LoadedVersion.load(folder.folder(), version, new KernelChoice(model),
                        new EngineLimits(config.maxSequences(), config.queue()), cacheBytes());
                metrics.loaded(Duration.ofNanos(System.nanoTime() - began));
                return new PreparedRollout(place.fill(loaded));
            }
        }
    }

    private long cacheBytes() {
        return config.cache().map(MemorySize::asLongValue).orElseGet(() -> {
            var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean(); // a container's, in one
            return Math.min(MOST_CACHE, machine.getTotalMemorySize() / 8);
        });
    }

    /** Renames the epoch of the champion, which was announced again. There is nothing to load. */
    void advance(long epoch) {
        synchronized (change) {
            versions.serving().ifPresent(version -> {
                ServedVersion served = version.served();
                version.announcedAs(new ServedVersion(served.version(), served.digest(), epoch));
                metrics.serves(version.served());
            });
            lastFailure = Optional.empty();
        }
    }

    void failed(String version, long epoch, String reason) {
        lastFailure = Optional.of(new ServingState.Failure(version, epoch, reason, clock.instant()));
        metrics.failed();
    }

    public ServingState state() {
        return new ServingState(current(), versions.past(), versions(), lastFailure, swaps);
    }

    private long cachedBytes() {
        return versions.cacheUses().stream().mapToLong(CacheUse::bytes).sum();
    }

    private long reusedTokens() {
        return versions.cacheUses().stream().mapToLong(CacheUse::reusedTokens).sum();
    }

    private void publish(HeldVersion successor) {
        synchronized (change) {
            boolean tookOver = versions.crown(successor);
            lastFailure = Optional.empty();
            metrics.serves(successor.version().served());
            if (tookOver) {
                swaps++;
                metrics.swapped();
            }
        }
    }

    @PreDestroy
    void close() {
        synchronized (loading) {
            versions.close();
        }
    }

    private final class PreparedRollout implements Rollout {
        private final HeldVersion successor;

        PreparedRollout(HeldVersion successor) {
            this.successor = successor;
        }

        @Override
        public ServedVersion version() {
            return successor.version().served();
        }

        @Override
        public Lease lease() {
            return successor.version().lease();
        }

        @Override
        public void offer() {
            versions.offer(successor);
        }

        @Override
        public void commit() {
            publish(successor);
        }

        @Override
        public void close() {
            versions.rollBack(successor);
        }
    }
}
