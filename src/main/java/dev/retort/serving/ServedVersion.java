package dev.retort.serving;

import dev.retort.events.VersionName;

/** The model that answered: the version's name, the digest of its files, and the line's epoch at which it became champion. */
public record ServedVersion(String version, String digest, long epoch) {
    /** The name by which readers know it. */
    public VersionName shown() {
        return new VersionName(epoch, version);
    }
}
