package dev.retort.chat;

import java.util.Optional;

import dev.retort.events.ExchangeEvent.Safety;
import dev.retort.events.ExchangeEvent.Timings;
import dev.retort.events.ExchangeEvent.Usage;
import dev.retort.serving.ServedVersion;

/**
 * A message and its reply, at their end.
 *
 * @param ending how the reply came about; not known of exchanges that the store does not have, only a later prompt
 */
record Exchange(String id, Optional<String> messageId, String text, String reply, Optional<Ending> ending) {
    record Ending(ServedVersion model, boolean modelChanged, String finishReason, Usage usage, Timings timings, boolean recorded,
            Optional<Safety> safety) {}

    /** The model's own text. Something else was shown where it was withheld. */
    String written() {
        return ending.flatMap(Ending::safety).flatMap(Safety::withheld).orElse(reply);
    }

    boolean isUnrecorded() { return ending.filter(known -> !known.recorded()).isPresent(); }
}
