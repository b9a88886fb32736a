package dev.retort.curation;

import java.util.List;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.retort.events.ChatTurn;
import dev.retort.events.EventJson;

/** Turns of a conversation as a JSON text. */
@Converter
class TurnsConverter implements AttributeConverter<List<ChatTurn>, String> {
    private static final TypeReference<List<ChatTurn>> TURNS = new TypeReference<>() {
    };

    static String write(List<ChatTurn> turns) {
        try {
            return EventJson.MAPPER.writeValueAsString(turns);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static List<ChatTurn> read(String json) {
        try {
            return EventJson.MAPPER.readValue(json, TURNS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public String convertToDatabaseColumn(List<ChatTurn> turns) {
        return write(turns);
    }

    @Override
    public List<ChatTurn> convertToEntityAttribute(String json) {
        return read(json);
    }
}
