package dev.retort.events;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A correction that the memory found for a question.
 *
 * @param correction its example's id
 * @param rule       why it was found, such as {@code meaning}
 * @param own        what the model itself wrote, where the correction was said in its place; this is what a flag or a run learns from
 * @param unsaid     the correction's reply, where it was only noted: the memory is in shadow, and the model's own words were said
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record RecalledReply(String correction, String rule, Optional<String> own, Optional<String> unsaid) {
    /** One that was said in place of the model's own words. */
    public static RecalledReply said(String correction, String rule, String own) {
        return new RecalledReply(correction, rule, Optional.of(own), Optional.empty());
    }

    /** One that would have been said. */
    public static RecalledReply unsaid(String correction, String rule, String reply) {
        return new RecalledReply(correction, rule, Optional.empty(), Optional.of(reply));
    }

    /** Tells whether the person saw it instead of the model's own words. */
    public boolean wasSaid() {
        return own.isPresent();
    }
}
