package dev.retort.curation;

/** The origin of an example. */
public enum Source implements Word {
    /** A flagged reply with a better one. */
    CORRECTION,
    /** A flagged reply that nobody has bettered. The rejected reply is undesired, and no better one is known. */
    FLAG,
    /** A reply of the model's own that was praised. */
    PRAISE,
    /** One of the conversations that the base model was made from. */
    DOMAIN
}
