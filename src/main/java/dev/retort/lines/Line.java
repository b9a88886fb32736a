package dev.retort.lines;

import java.time.Instant;
import java.util.Optional;

import dev.retort.events.VersionRef;

/**
 * One chatbot's lineage, as it stands.
 *
 * @param epoch rises by one with every change of champion; 0 before the first
 * @param base the base model's version that the line was last started from
 * @param leader number of the process that leads; a write with a lower one is refused
 */
public record Line(String name, long epoch, Optional<VersionRef> champion, Optional<VersionRef> previous, Optional<String> base,
        boolean paused,
        Optional<Instant> cooldownUntil, long leader) {
    /** A line that nobody has begun. */
    public static Line unknown(String name) {
        return new Line(name, 0, Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty(), 0);
    }
}
