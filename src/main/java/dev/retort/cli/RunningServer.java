package dev.retort.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Optional;

import dev.retort.client.ServerAddress;
import dev.retort.local.Home;

/** The server that a command speaks to. */
final class RunningServer {
    private RunningServer() {}

    /** The one at the URL, else the one that runs on this home, with this home's token if no other is given. */
    static ServerAddress find(Optional<URI> url, Optional<String> token) throws IOException, BadInputException {
        Home home = Home.configured();
        if (url.isEmpty() && !Files.exists(home.address())) {
            throw new BadInputException("no server runs on %s; start one with ./retort, or give --url".formatted(home.folder()));
        }
        URI address = url.isPresent() ? url.get() : URI.create(Files.readString(home.address()).strip());
        Optional<String> own = token.isEmpty() && url.isEmpty() && Files.exists(home.loginToken())
                ? Optional.of(Files.readString(home.loginToken()).strip())
                : token;
        return new ServerAddress(address, own);
    }
}
