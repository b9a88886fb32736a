package dev.retort.cli;

/** Input that cannot be used. The message is one line that names what and where. */
public final class BadInputException extends Exception {
    private static final long serialVersionUID = 1;

    public BadInputException(String message) {
        super(message);
    }
}
