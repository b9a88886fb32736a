package dev.retort.local;

import java.net.URI;
import java.util.Map;

/** The address of a collector of traces that takes OTLP over HTTP. */
record CollectorUrl(URI address) {
    /** @throws IllegalArgumentException if it is no address of a web server */
    static CollectorUrl parse(String address) {
        if (!address.strip().matches("https?://[^/\\s]+(/\\S*)?")) {
            throw new IllegalArgumentException("RETORT_OTLP is not of the form http://host:port: " + address.strip());
        }
        return new CollectorUrl(URI.create(address.strip()));
    }

    /** The settings that make Quarkus trace. */
    Map<String, String> properties() {
        return Map.of("quarkus.otel.sdk.disabled", "false", "mp.messaging.connector.smallrye-kafka.tracing-enabled", "true",
                "quarkus.otel.exporter.otlp.endpoint", address.toString());
    }
}
