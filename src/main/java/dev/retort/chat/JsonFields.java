package dev.retort.chat;

import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.JsonProblem;
import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;

/** Strict reading of a JSON object: every refusal names the field, what it has and what it should have. */
record JsonFields(String path, ObjectNode node) {
    private static final int LONGEST_ID = 200;
    private static final JsonMapper STRICT = JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

    static JsonFields parse(String text) {
        return parse(() -> STRICT.readTree(text));
    }

    static JsonFields parse(byte[] utf8) {
        return parse(() -> STRICT.readTree(utf8));
    }

    private interface Reading {
        JsonNode read() throws IOException;
    }

    private static JsonFields parse(Reading reading) {
        try {
            JsonNode node = reading.read();
            if (node instanceof ObjectNode object) {
                return new JsonFields("", object);
            }
            throw Problem.badRequest("expected a JSON object, got " + (node.isMissingNode() ? "nothing" : describe(node))).refusal();
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("not JSON: " + JsonProblem.of(e) + place(e)).refusal();
        } catch (IOException e) {
            throw Problem.badRequest("not JSON: " + e.getMessage()).refusal();
        }
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " (line %d, column %d)".formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }

    void allow(Set<String> names) {
        for (Iterator<String> given = node.fieldNames(); given.hasNext();) {
            String name = given.next();
            if (!names.contains(name)) {
                throw wrong(shown(name), "is unknown, expected only " + String.join(", ", names.stream().sorted().toList()));
            }
        }
    }

    Optional<String> text(String name) {
        return value(name).map(value -> {
            if (!value.isTextual()) {
                throw wrong(name, "is " + describe(value) + ", expected a string");
            }
            return checked(name, value.textValue());
        });
    }

    /** A text for people to read: not blank, not longer than {@code most} characters. */
    Optional<String> prose(String name, int most) {
        return text(name).map(text -> {
            if (text.isBlank()) {
                throw wrong(name, text.isEmpty() ? "is empty" : "is blank");
            }
            if (text.length() > most) {
                throw Problem.tooLong("field %s has %d characters, at most %d are allowed".formatted(path + name, text.length(), most))
                        .refusal();
            }
            return text;
        });
    }

    /** A client's own id for something: 1 to 200 characters without control characters. */
    Optional<String> id(String name) {
        return text(name).map(id -> id(path + name, id));
    }

    static String id(String where, String id) {
        if (id.isBlank() || id.length() > LONGEST_ID || id.chars().anyMatch(Character::isISOControl)) {
            throw Problem.badRequest("field %s must have 1 to %d characters and no control characters".formatted(where, LONGEST_ID))
                    .refusal();
        }
        return id;
    }

    String required(Optional<String> value, String name) {
        return value.orElseThrow(() -> wrong(name, "is missing"));
    }

    Optional<Double> number(String name) {
        return value(name).map(value -> {
            if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
                throw wrong(name, "is " + describe(value) + ", expected a number");
            }
            return value.doubleValue();
        });
    }

    Optional<Long> whole(String name, long least, long most) {
        return value(name).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
                throw wrong(name, "is " + describe(value) + ", expected a whole number from " + least + " to " + most);
            }
            return value.longValue();
        });
    }

    Optional<Boolean> flag(String name) {
        return value(name).map(value -> {
            if (!value.isBoolean()) {
                throw wrong(name, "is no true or false");
            }
            return value.booleanValue();
        });
    }

    Optional<JsonFields> object(String name) {
        return value(name).map(value -> {
            if (value instanceof ObjectNode object) {
                return new JsonFields(path + name + ".", object);
            }
            throw wrong(name, "is " + describe(value) + ", expected an object");
        });
    }

    Refusal wrong(String name, String what) {
        return Problem.badRequest("field " + path + name + " " + what).refusal();
    }

    private Optional<JsonNode> value(String name) {
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    /** Refuses what no store can hold: halves of characters, and U+0000. */
    private String checked(String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == 0 || Character.isSurrogate(c) && !pair) {
                throw wrong(name, "has %s at character %d, which is no Unicode text"
                        .formatted(c == 0 ? "U+0000" : "the lone surrogate \\u%04x".formatted((int) c), i));
            }
            i += pair ? 1 : 0;
        }
        return text;
    }

    private static String describe(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a string";
            case NULL -> "null";
            default -> shown(value.asText());
        };
    }

    private static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
