package dev.retort.lines;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.mutiny.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/** A row's columns as values that say when there is none. */
record Columns(Row row, ObjectMapper json) {
    Optional<String> text(String column) {
        return Optional.ofNullable(row.getString(column));
    }

    Optional<Instant> instant(String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    OptionalInt integer(String column) {
        Integer value = row.getInteger(column);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    OptionalDouble number(String column) {
        Double value = row.getDouble(column);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** A {@code jsonb} column that was selected as text. */
    Optional<JsonNode> json(String column) {
        return text(column).map(text -> {
            try {
                return json.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("column " + column + " is not JSON", e);
            }
        });
    }

    static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
