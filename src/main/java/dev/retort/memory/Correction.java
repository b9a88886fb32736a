package dev.retort.memory;

import java.time.Instant;

/**
 * An approved correction of a reply.
 *
 * @param id        the example's id
 * @param asked     what the reply was to
 * @param flagged   the reply that was wrong
 * @param corrected the reply that would have been right
 * @param voucher   id of the person who answers for it: the reviewer who approved it, or the agent whose corrections need no review
 * @param at        the time of the approval
 */
public record Correction(String id, Inquiry asked, String flagged, String corrected, String voucher, Instant at) {}
