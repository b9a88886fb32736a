package dev.retort.client;

import java.io.IOException;

/** The server refused or broke something; the message is what it said. */
public final class ServerException extends IOException {
    private static final long serialVersionUID = 1;

    ServerException(String message) {
        super(message);
    }
}
