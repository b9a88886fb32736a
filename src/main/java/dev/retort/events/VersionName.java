package dev.retort.events;

/**
 * A version as people read it: by its number in the line first, then by the name of its files. The chat page says the same.
 *
 * @param epoch the line's number from which on it is the champion
 */
public record VersionName(long epoch, String version) {
    @Override
    public String toString() {
        return "version %d (%s)".formatted(epoch, version);
    }
}
