package dev.retort.serving;

/** The model that answered: the version's name, the digest of its files, and the line's epoch at which it became champion. */
public record ServedVersion(String version, String digest, long epoch) {}
