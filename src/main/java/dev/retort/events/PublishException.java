package dev.retort.events;

/** Kafka did not take an event within the configured time, or refused it. The event may be sent again: consumers count it once. */
public final class PublishException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PublishException(String message, Throwable cause) {
        super(message, cause);
    }
}
