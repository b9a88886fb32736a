package dev.retort.memory;

/**
 * A recalled reply that was flagged: the correction does not hold there.
 *
 * @param id         of the feedback; {@link Memory#forget} takes it back
 * @param correction the id of the correction that was recalled
 * @param asked      the question at which it was recalled
 * @param reach      how far it holds
 */
public record LetGo(String id, String correction, Inquiry asked, Reach reach) {
    /** The questions at which the correction is not recalled any more. */
    public enum Reach {
        /** This wording only: for a flag that nobody has reviewed. */
        WORDING,
        /** This wording and all that is nearer to it than to the correction. */
        MEANING
    }
}
