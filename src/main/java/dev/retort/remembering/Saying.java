package dev.retort.remembering;

import java.util.Optional;

import dev.retort.events.RecalledReply;

/**
 * One reply on its way: what of the model's words may be shown, and what is said in their place. The model writes in any case; what it wrote is recorded.
 * For one thread at a time.
 */
public interface Saying {
    /** The model speaks for itself. */
    Saying OWN = new Saying() {
        @Override
        public Optional<Correcting> atOnce() {
            return Optional.empty();
        }

        @Override
        public String write(String piece) {
            return piece;
        }

        @Override
        public Said end(String own, boolean cancelled) {
            return new Said("", own, Optional.empty());
        }
    };

    /**
     * A correction that is said.
     *
     * @param example its id
     */
    record Correcting(String example, String reply) {}

    /**
     * The end of a reply.
     *
     * @param rest     what is still to be shown after all that was
     * @param text     all that was said
     * @param recalled the correction that was said, or would have been
     */
    record Said(String rest, String text, Optional<RecalledReply> recalled) {
        /** Tells whether a correction was said in place of the model's words. */
        public boolean isCorrection() {
            return recalled.filter(RecalledReply::wasSaid).isPresent();
        }
    }

    /** A correction that is said before the model writes; nothing that it writes is shown then. */
    Optional<Correcting> atOnce();

    /**
     * Takes what the model writes next.
     *
     * @return what may be shown now, with what was held back before; empty while it is held back
     */
    String write(String piece);

    /**
     * Tells the end. To be called once.
     *
     * @param own       all that the model wrote
     * @param cancelled whether it was ended from outside, so that nothing is decided by what it wrote
     */
    Said end(String own, boolean cancelled);
}
