package dev.retort.events;

import java.time.Instant;
import java.util.List;

/**
 * {@code dev.retort.praise.v1}: a reply of the model's own that is known to be good. All texts are redacted. Praise that holds no longer is a record
 * without a value.
 *
 * @param exampleId the example; the record's key, and the topic is compacted
 * @param prompt    the latest turns before the reply, oldest first
 * @param reply     what the model said
 * @param at        when it was approved
 */
public record PraiseEvent(String exampleId, List<ChatTurn> prompt, String reply, Instant at) {

    public static final String TYPE = "dev.retort.praise.v1";

    public PraiseEvent {
        prompt = List.copyOf(prompt);
    }
}
