package dev.retort.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code dev.retort.correction.v1}: the whole state of a correction that is approved. All texts are redacted, as they are learned. A correction that
 * holds no longer is a record without a value.
 *
 * @param exampleId the example; the record's key, and the topic is compacted
 * @param prompt    the latest turns before the reply, oldest first
 * @param reply     what is to be said
 * @param flagged   what the model said instead, where it is known
 * @param by        who vouches for it: the reviewer who approved it, or an agent whose word counts at once
 * @param notFor    where it was given and that was wrong; the latest of these
 * @param at        when it was approved
 */
public record CorrectionEvent(String exampleId, List<ChatTurn> prompt, String reply, Optional<String> flagged, String by,
        List<NotFor> notFor, Instant at) {

    public static final String TYPE = "dev.retort.correction.v1";

    /**
     * A place where the correction does not hold: it was given there, and who may judge that flagged or corrected it.
     *
     * @param exampleId of what was said of it
     * @param prompt    the latest turns before it, oldest first
     */
    public record NotFor(String exampleId, List<ChatTurn> prompt) {
        public NotFor {
            prompt = List.copyOf(prompt);
        }
    }

    public CorrectionEvent {
        prompt = List.copyOf(prompt);
        notFor = List.copyOf(notFor);
    }
}
