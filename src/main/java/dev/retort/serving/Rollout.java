package dev.retort.serving;

/** A version that is loaded and warm beside the champion. Closed without a commit it is freed, and the champion has never noticed. */
public interface Rollout extends AutoCloseable {
    ServedVersion version();

    /** Publishes the version: every lease from now on is its own, and the one before drains. */
    void commit();

    @Override
    void close();
}
