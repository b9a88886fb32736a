package dev.retort.client;

import java.net.URI;
import java.util.Optional;

/**
 * The address of a server, and the login of the speaker.
 *
 * @param token of an agent; without it the speaker is a visitor
 */
public record ServerAddress(URI url, Optional<String> token) {
    URI socket(String pathAndQuery) {
        return URI.create(url.resolve(pathAndQuery).toString().replaceFirst("^http", "ws"));
    }

    public ServerAddress asVisitor() {
        return new ServerAddress(url, Optional.empty());
    }
}
