package dev.retort.events;

/**
 * The model that gave a reply.
 *
 * @param version the version's name, such as {@code v-0123456789ab}
 * @param digest  SHA-256 of the version's content, in hex
 * @param epoch   the line's epoch in which it served
 */
public record ModelRef(String version, String digest, long epoch) {}
