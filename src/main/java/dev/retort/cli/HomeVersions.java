package dev.retort.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.client.Api;
import dev.retort.client.ServerAddress;
import dev.retort.lines.VersionNames;
import dev.retort.local.Home;
import dev.retort.registry.ModelRegistry;

/** Names of the versions in a home's store. Their numbers are the line's, so a server has to say them. */
final class HomeVersions {
    private HomeVersions() {}

    /** With the numbers of the server that runs on this home, if one does. */
    static VersionNames names(Home home) throws IOException {
        return names(home, running(home));
    }

    /** @param models what a server answers to {@code GET /api/models} */
    static VersionNames names(Home home, Optional<JsonNode> models) throws IOException {
        SortedMap<Long, String> champions = new TreeMap<>();
        models.ifPresent(told -> told.path("versions").forEach(version -> version.path("championAtEpochs")
                .forEach(epoch -> champions.put(epoch.asLong(), version.path("id").asText()))));
        return new VersionNames(new ModelRegistry(ModelChoice.store(home)).list(), champions);
    }

    /** The answer of the server on this home about its models; nothing if none runs there or it does not answer. */
    static Optional<JsonNode> running(Home home) {
        try {
            if (!Files.exists(home.address())) {
                return Optional.empty();
            }
            var address = new ServerAddress(URI.create(Files.readString(home.address()).strip()), Optional.empty());
            return Optional.of(new Api(HttpClient.newHttpClient(), address).get("api/models"));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
