package dev.retort.chat;

import java.util.Optional;

import dev.retort.events.ExchangeEvent.Safety;
import dev.retort.events.ExchangeEvent.Timings;
import dev.retort.events.ExchangeEvent.Usage;
import dev.retort.events.RecalledReply;
import dev.retort.serving.ServedVersion;

/**
 * A message and its reply, at their end.
 *
 * @param ending how the reply came about; not known of exchanges that the store does not have, only a later prompt
 */
record Exchange(String id, Optional<String> messageId, String text, String reply, Optional<Ending> ending) {
    record Ending(ServedVersion model, boolean modelChanged, String finishReason, Usage usage, Timings timings, boolean recorded,
            Optional<Safety> safety, Optional<RecalledReply> recalled) {
        /** The id of the correction that was said in place of what the model wrote, if one was. */
        Optional<String> correction() {
            return recalled.filter(RecalledReply::wasSaid).map(RecalledReply::correction);
        }
    }

    /** The model's own text. Something else was shown where it was withheld, or a correction was said. */
    String written() {
        return ending.flatMap(Ending::recalled).flatMap(RecalledReply::own)
                .or(() -> ending.flatMap(Ending::safety).flatMap(Safety::withheld))
                .orElse(reply);
    }

    boolean isUnrecorded() { return ending.filter(known -> !known.recorded()).isPresent(); }
}
