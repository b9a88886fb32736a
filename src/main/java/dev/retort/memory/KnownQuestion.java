package dev.retort.memory;

/**
 * A question and the reply that the model gave or was taught, which nobody has flagged.
 *
 * @param reply the model's own reply, whole
 */
public record KnownQuestion(Inquiry asked, String reply, Origin origin) {
    /** The reason to believe that the reply is right. */
    public enum Origin {
        /** The model was made from it. */
        REPLAY,
        /** Somebody praised it. */
        PRAISE,
        /** Nobody objected. The weakest: it counts only where the reply is one that replay or praise vouch for. */
        TRAFFIC
    }
}
