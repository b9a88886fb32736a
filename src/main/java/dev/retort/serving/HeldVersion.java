package dev.retort.serving;

import java.util.concurrent.CompletableFuture;

/** A version in memory, the stage of its stay, and the moment at which it is gone. The stage is guarded by the set that it belongs to. */
final class HeldVersion {
    /** The stages of a stay, in their order; a version may skip some. */
    enum Stage {
        /** Loaded and warm, known to its rollout alone. */
        PREPARED,
        /** Answers whoever names it. */
        OFFERED,
        /** Answers everybody else. */
        CHAMPION,
        /** Answers conversations that began on it, until its deadline. */
        PINNED,
        /** Finishes the replies that it has begun, then it is freed. */
        LEAVING
    }

    private final LoadedVersion version;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private Stage stage = Stage.PREPARED;

    HeldVersion(LoadedVersion version) {
        this.version = version;
    }

    LoadedVersion version() {
        return version;
    }

    Stage stage() {
        return stage;
    }

    void become(Stage next) {
        stage = next;
    }

    boolean is(Stage asked) {
        return stage == asked;
    }

    /** Tells whether it is one of those that give room to others. */
    boolean isPast() { return is(Stage.PINNED) || is(Stage.LEAVING); }

    /** Tells whether it may be leased by its name. */
    boolean isOpen() {
        return is(Stage.OFFERED) || is(Stage.CHAMPION) || is(Stage.PINNED);
    }

    String name() {
        return version.served().version();
    }

    /** Completes when the memory is given back and the set no longer has it. */
    CompletableFuture<Void> gone() {
        return gone;
    }
}
