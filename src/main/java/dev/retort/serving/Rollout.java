package dev.retort.serving;

/**
 * A version that is loaded and warm beside the champion, on its way to serve. It rolls back unless it is committed: closed before, it takes no more
 * leases, finishes the replies that it has begun, and is freed. It takes one of the places that {@link ServingConfig#maxVersions} gives.
 */
public interface Rollout extends AutoCloseable {
    ServedVersion version();

    /**
     * The version, for one reply, whether it is offered or not.
     *
     * @throws NotReadyException if the rollout was closed
     */
    Lease lease();

    /**
     * Lets the version answer whoever names it ({@link LiveModel#named}); all others stay with the champion.
     *
     * @throws IllegalStateException if the rollout has ended
     */
    void offer();

    /**
     * Makes the version champion: whoever names none leases it from now on, and the one before is pinned.
     *
     * @throws IllegalStateException if the rollout has ended
     */
    void commit();

    @Override
    void close();
}
