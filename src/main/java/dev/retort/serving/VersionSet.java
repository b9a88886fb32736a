package dev.retort.serving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.retort.generation.CacheUse;
import dev.retort.serving.HeldVersion.Stage;
import org.jboss.logging.Logger;

/**
 * The versions in memory: a champion, and beside it those that are prepared, offered by name, or pinned for conversations that began on them.
 * All of them leave in the same way. A version takes no new leases, those that it has are closed or run into the drain deadline, and its memory is
 * given back. A full set makes room by letting the version leave that was pinned first; it refuses when none is pinned.
 */
final class VersionSet implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(VersionSet.class);

    private final int most;
    private final Duration pinFor;
    private final Duration drainFor;
    private final ScheduledThreadPoolExecutor keeper;
    // guarded by this, as is the stage of each; the one that was pinned last stands last
    private final List<HeldVersion> members = new ArrayList<>();
    private int reserved;
    private boolean closed;

    /**
     * @param most versions in memory at once, one that is being loaded included
     * @param pinFor time for which a version stays after another took over
     * @param drainFor time for which a version that leaves may finish its replies
     */
    VersionSet(int most, Duration pinFor, Duration drainFor) {
        this.most = most;
        this.pinFor = pinFor;
        this.drainFor = drainFor;
        this.keeper = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "retort-version-keeper");
            thread.setDaemon(true);
            return thread;
        });
        keeper.setRemoveOnCancelPolicy(true);
    }

    /** Room for a version that is to be loaded. Closed without having been filled, it is given back. */
    final class Reservation implements AutoCloseable {
        private boolean open = true;

        private Reservation() {}

        /** Puts the version here, prepared. Frees it and throws if the set has been closed meanwhile. */
        HeldVersion fill(LoadedVersion version) {
            HeldVersion held = new HeldVersion(version);
            synchronized (VersionSet.this) {
                if (!closed) {
                    close();
                    members.add(held);
                    version.drained().thenRunAsync(() -> free(held), keeper);
                    return held;
                }
            }
            version.free();
            throw stopped();
        }

        @Override
        public void close() {
            synchronized (VersionSet.this) {
                if (open) {
                    open = false;
                    reserved--;
                }
            }
        }
    }

    /**
     * Makes room for one more version. Waits for the version that was pinned first to leave if the set is full.
     *
     * @throws NoRoomException if the set is full and every version in it is needed
     */
    Reservation reserve() {
        if (most < 2) {
            throw new IllegalArgumentException("retort.serving.max-versions is " + most
                    + ", expected at least 2: one that serves, and one that is loaded beside it");
        }
        while (true) {
            HeldVersion leaving;
            synchronized (this) {
                if (closed) {
                    throw stopped();
                }
                if (members.size() + reserved < most) {
                    reserved++;
                    return new Reservation();
                }
                leaving = members.stream().filter(HeldVersion::isPast).findFirst().orElseThrow(this::full);
                leave(leaving);
            }
            leaving.gone().join();
        }
    }

    private NoRoomException full() {
        String all = Stream
                .concat(members.stream()
                        .map(held -> held.version().served().shown() + " is " + held.stage().name().toLowerCase(Locale.ROOT)),
                        Stream.generate(() -> "one is being loaded").limit(reserved))
                .collect(Collectors.joining(", "));
        return new NoRoomException("%d versions are in memory (%s), at most %d may be (retort.serving.max-versions)"
                .formatted(members.size() + reserved, all, most));
    }

    private static IllegalStateException stopped() {
        return new IllegalStateException("this process no longer serves");
    }

    /** From now on the version answers whoever names it. */
    synchronized void offer(HeldVersion version) {
        checkInRollout(version);
        version.become(Stage.OFFERED);
    }

    /** From now on the version answers everybody. The champion before it is pinned. Returns whether there was one. */
    synchronized boolean crown(HeldVersion successor) {
        checkInRollout(successor);
        Optional<HeldVersion> before = champion();
        successor.become(Stage.CHAMPION);
        before.ifPresent(this::pin);
        List.copyOf(members).stream() // its conversations go on with the same weights
                .filter(held -> held.is(Stage.PINNED) && held.name().equals(successor.name())).forEach(this::leave);
        return before.isPresent();
    }

    private void checkInRollout(HeldVersion version) {
        if (!version.is(Stage.PREPARED) && !version.is(Stage.OFFERED)) {
            throw new IllegalStateException("this rollout has ended already");
        }
    }

    private void pin(HeldVersion version) {
        version.become(Stage.PINNED);
        members.remove(version);
        members.add(version);
        if (pinFor.isZero()) {
            leave(version);
        } else {
            keeper.schedule(() -> expire(version), pinFor.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void expire(HeldVersion version) {
        leave(version);
    }

    /** Takes a version back that has not become champion. Returns when its memory is free, unless replies are being written with it. */
    void rollBack(HeldVersion version) {
        synchronized (this) {
            if (!version.is(Stage.PREPARED) && !version.is(Stage.OFFERED)) {
                return;
            }
            leave(version);
        }
        if (version.version().drained().isDone()) {
            version.gone().join();
        }
    }

    // with the lock
    private void leave(HeldVersion held) {
        if (closed || held.is(Stage.LEAVING)) {
            return;
        }
        held.become(Stage.LEAVING);
        LoadedVersion version = held.version();
        version.retire();
        if (!version.drained().isDone()) {
            keeper.schedule(() -> version.drained().complete(null), drainFor.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    // without the lock: an engine that ends tells its listeners, and they may ask for a lease
    private void free(HeldVersion held) {
        try {
            held.version().free();
        } finally {
            synchronized (this) {
                members.remove(held);
            }
            held.gone().complete(null);
        }
        LOG.infof("freed %s", held.version().served().shown());
    }

    private Optional<HeldVersion> champion() {
        return members.stream().filter(held -> held.is(Stage.CHAMPION)).findFirst();
    }

    /** The version that serves. */
    synchronized Optional<LoadedVersion> serving() {
        return champion().map(HeldVersion::version);
    }

    /** The version that served until lately and is still in memory; the latest of several. */
    synchronized Optional<ServedVersion> past() {
        return members.stream().filter(HeldVersion::isPast).reduce((earlier, later) -> later).map(held -> held.version().served());
    }

    /** All versions but those that are only prepared, the champion first, those pinned longest ago last. */
    synchronized List<ServedVersion> known() {
        List<HeldVersion> latestFirst = new ArrayList<>(members);
        Collections.reverse(latestFirst);
        return latestFirst.stream().filter(held -> !held.is(Stage.PREPARED))
                .sorted(Comparator.comparing(held -> !held.is(Stage.CHAMPION))).map(held -> held.version().served()).toList();
    }

    /** A lease of the champion, if there is one. */
    synchronized Optional<Lease> lease() {
        return champion().map(held -> held.version().lease());
    }

    /** A lease of the version of this name, if it may be leased by its name. */
    synchronized Optional<Lease> lease(String name) {
        return Stream.concat(champion().stream(), members.stream()).filter(held -> held.isOpen() && held.name().equals(name)).findFirst()
                .map(held -> held.version().lease());
    }

    synchronized int size() {
        return members.size();
    }

    synchronized int leases() {
        return members.stream().mapToInt(held -> held.version().leases()).sum();
    }

    synchronized List<CacheUse> cacheUses() {
        return members.stream().map(held -> held.version().cacheUse()).toList();
    }

    /** Frees all versions at once, whatever they are doing. */
    @Override
    public void close() {
        List<HeldVersion> all;
        synchronized (this) {
            closed = true;
            keeper.shutdownNow();
            all = List.copyOf(members);
            all.forEach(held -> {
                held.become(Stage.LEAVING);
                held.version().retire();
            });
        }
        all.forEach(this::free);
    }
}
