package dev.retort.serving;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import com.sun.management.OperatingSystemMXBean;
import dev.retort.generation.CacheUse;
import dev.retort.generation.EngineLimits;
import dev.retort.model.Torch;
import dev.retort.registry.VersionFolder;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import org.jboss.logging.Logger;

/**
 * The version that answers now. A successor is loaded and warmed beside it, takes over at once, and the one before is freed when its last reply is out
 * or, for conversations that began on it, when the pin deadline has passed. There are never more than two versions in memory: preparing a third first
 * ends the oldest.
 */
@ApplicationScoped
public class LiveModel {
    private static final Logger LOG = Logger.getLogger(LiveModel.class);
    private static final long MOST_CACHE = 2L << 30;

    private final ModelSettings model;
    private final ServingConfig config;
    private final ServingMetrics metrics;
    private final ScheduledThreadPoolExecutor keeper;
    private final Object change = new Object();
    private volatile Optional<LoadedVersion> current = Optional.empty();
    private volatile Optional<LoadedVersion> held = Optional.empty();
    private volatile Optional<ServingState.Failure> lastFailure = Optional.empty();
    private volatile long swaps;

    public LiveModel(ModelSettings model, ServingConfig config, MeterRegistry registry) {
        this.model = model;
        this.config = config;
        this.metrics = new ServingMetrics(registry, this::leases, this::versions, this::cachedBytes, this::reusedTokens);
        this.keeper = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "retort-version-keeper");
            thread.setDaemon(true);
            return thread;
        });
        keeper.setRemoveOnCancelPolicy(true);
    }

    /** What serves, or nothing before the first version is loaded. */
    public Optional<ServedVersion> current() {
        return current.map(LoadedVersion::served);
    }

    /** The champion, for one reply. Throws {@link NotReadyException} before the first version is loaded. */
    public Lease lease() {
        while (true) {
            LoadedVersion version = current.orElseThrow(() -> new NotReadyException("no model is loaded yet"));
            if (version.acquire()) {
                return version.lease();
            }
            Thread.onSpinWait(); // retired between the look and the grip: its successor is already published
        }
    }

    /** The named version while it is still held, else the champion. */
    public Lease lease(String preferredVersion) {
        Optional<LoadedVersion> old = held.filter(version -> version.served().version().equals(preferredVersion));
        boolean isChampion = current.filter(version -> version.served().version().equals(preferredVersion)).isPresent();
        if (!isChampion && old.isPresent() && old.get().acquire()) {
            return old.get().lease();
        }
        return lease();
    }

    /**
     * Loads and warms a verified version beside the champion, on the caller's thread. Throws with the reason, the champion untouched, if it cannot be
     * loaded or does not compute.
     */
    public Rollout prepare(VersionFolder folder, long epoch) throws IOException {
        synchronized (change) {
            held.ifPresent(this::end);
            Torch.start(model.threads().orElse(Runtime.getRuntime().availableProcessors()));
            long began = System.nanoTime();
            ServedVersion version = new ServedVersion(folder.id().value(), folder.manifest().digest(), epoch);
            LoadedVersion loaded = LoadedVersion.load(folder.folder(), version, new KernelChoice(model),
                    new EngineLimits(config.maxSequences(), config.queue()), cacheBytes());
            metrics.loaded(Duration.ofNanos(System.nanoTime() - began));
            return new PreparedRollout(loaded);
        }
    }

    private long cacheBytes() {
        return config.cache().map(MemorySize::asLongValue).orElseGet(() -> {
            var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean(); // a container's, in one
            return Math.min(MOST_CACHE, machine.getTotalMemorySize() / 8);
        });
    }

    /** The champion was announced again with a later epoch: nothing to load, only to name. */
    void advance(long epoch) {
        synchronized (change) {
            current.ifPresent(version -> {
                ServedVersion served = version.served();
                version.announcedAs(new ServedVersion(served.version(), served.digest(), epoch));
                metrics.serves(version.served());
            });
            lastFailure = Optional.empty();
        }
    }

    void failed(String version, long epoch, String reason) {
        lastFailure = Optional.of(new ServingState.Failure(version, epoch, reason, Instant.now()));
        metrics.failed();
    }

    public ServingState state() {
        return new ServingState(current(), held.map(LoadedVersion::served), lastFailure, swaps);
    }

    private int leases() {
        return current.map(LoadedVersion::leases).orElse(0) + held.map(LoadedVersion::leases).orElse(0);
    }

    private long cachedBytes() {
        return cacheUses().mapToLong(CacheUse::bytes).sum();
    }

    private long reusedTokens() {
        return cacheUses().mapToLong(CacheUse::reusedTokens).sum();
    }

    private Stream<CacheUse> cacheUses() {
        return Stream.of(current, held).flatMap(Optional::stream).map(LoadedVersion::cacheUse);
    }

    private int versions() {
        return (current.isPresent() ? 1 : 0) + (held.isPresent() ? 1 : 0);
    }

    private void publish(LoadedVersion successor) {
        synchronized (change) {
            Optional<LoadedVersion> before = current;
            current = Optional.of(successor);
            lastFailure = Optional.empty();
            metrics.serves(successor.served());
            if (before.isPresent()) {
                swaps++;
                metrics.swapped();
                hold(before.get());
            }
        }
    }

    private void hold(LoadedVersion before) {
        held = Optional.of(before);
        before.drained().thenRunAsync(() -> free(before), keeper);
        if (config.pinFor().isZero()) {
            retire(before);
        } else {
            keeper.schedule(() -> retire(before), config.pinFor().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void retire(LoadedVersion version) {
        version.retire();
        if (!version.drained().isDone()) {
            keeper.schedule(() -> version.drained().complete(null), config.drainFor().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void free(LoadedVersion version) {
        version.free();
        if (held.filter(other -> other == version).isPresent()) {
            held = Optional.empty();
        }
        LOG.infof("freed version %s", version.served().version());
    }

    /** Ends a held version now: its last replies may finish until the drain deadline. */
    private void end(LoadedVersion version) {
        retire(version);
        version.freed().join();
    }

    @PreDestroy
    void close() {
        synchronized (change) {
            keeper.shutdownNow();
            Stream.of(held, current).flatMap(Optional::stream).forEach(version -> {
                version.retire();
                version.free();
            });
            held = Optional.empty();
            current = Optional.empty();
        }
    }

    private final class PreparedRollout implements Rollout {
        private final LoadedVersion successor;
        private boolean done;

        PreparedRollout(LoadedVersion successor) {
            this.successor = successor;
        }

        @Override
        public ServedVersion version() {
            return successor.served();
        }

        @Override
        public void commit() {
            if (done) {
                throw new IllegalStateException("this rollout has ended already");
            }
            done = true;
            publish(successor);
        }

        @Override
        public void close() {
            if (!done) {
                done = true;
                successor.free();
            }
        }
    }
}
