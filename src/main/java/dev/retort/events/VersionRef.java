package dev.retort.events;

/** A model version by name and content digest. */
public record VersionRef(String version, String digest) {}
