package dev.retort.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The model that answers, as the server says it.
 *
 * @param epoch its number in the line
 */
public record AnsweringModel(long epoch, String version) {
    static AnsweringModel of(JsonNode model) {
        return new AnsweringModel(model.path("epoch").asLong(), model.path("version").asText("none"));
    }

    /** The name by which readers know it, as on the chat page. */
    @Override
    public String toString() {
        return epoch == 0 ? "no model yet" : "version %d (%s)".formatted(epoch, version);
    }
}
