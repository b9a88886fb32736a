package dev.retort.curation;

import java.util.List;
import java.util.Optional;

import dev.retort.events.ChatTurn;

/**
 * An approved example of a frozen dataset.
 *
 * @param prompt   the turns before the reply; the last is the user's
 * @param chosen   the reply to learn; empty where a reply was flagged and nobody bettered it
 * @param rejected the reply that was flagged, if there was one
 * @param isNew    whether the dataset's run is the first to use it
 */
public record CuratedExample(String id, List<ChatTurn> prompt, Optional<String> chosen, Optional<String> rejected, Split split,
        Source source, boolean isNew) {
    public CuratedExample {
        if (chosen.isEmpty() && rejected.isEmpty()) {
            throw new IllegalArgumentException("example " + id + " has neither a chosen nor a rejected reply");
        }
    }
}
