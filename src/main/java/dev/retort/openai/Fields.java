package dev.retort.openai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.JsonProblem;
import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;

/** A JSON object of a request; {@code null} counts as left out, and each refusal names the field, what it has and what it should have. */
record Fields(String path, ObjectNode node) {
    static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    static Fields parse(byte[] utf8) {
        try {
            return of("", JSON.readTree(utf8));
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("", "the body is not JSON: " + JsonProblem.of(e)).refusal();
        } catch (IOException e) {
            throw Problem.badRequest("", "the body is not JSON: " + e.getMessage()).refusal();
        }
    }

    /** @throws Refusal if it is no object */
    static Fields of(String path, JsonNode node) {
        if (node instanceof ObjectNode object) {
            return new Fields(path, object);
        }
        throw Problem.badRequest(path, (path.isEmpty() ? "the body" : path) + " is " + describe(node) + ", expected an object")
                .refusal();
    }

    /** Missing where it is left out or null. */
    JsonNode any(String name) {
        JsonNode value = node.path(name);
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    boolean has(String name) {
        return !any(name).isMissingNode();
    }

    Optional<String> text(String name) {
        return value(name).map(value -> text(name, value));
    }

    /** One string, or a list of them. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        value(name).ifPresent(value -> {
            if (value.isArray()) {
                value.forEach(element -> texts.add(text(name, element)));
            } else {
                texts.add(text(name, value));
            }
        });
        return texts;
    }

    Optional<Double> number(String name, double least, double most) {
        return value(name).map(value -> {
            double number = value.doubleValue();
            if (!value.isNumber() || !(number >= least && number <= most)) {
                throw wrong(name, "is %s, expected a number from %s to %s".formatted(describe(value), plain(least), plain(most)));
            }
            return number;
        });
    }

    Optional<Long> whole(String name, long least, long most) {
        return value(name).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
                throw wrong(name, "is %s, expected a whole number from %d to %d".formatted(describe(value), least, most));
            }
            return value.longValue();
        });
    }

    boolean flag(String name) {
        return value(name).map(value -> {
            if (!value.isBoolean()) {
                throw wrong(name, "is " + describe(value) + ", expected true or false");
            }
            return value.booleanValue();
        }).orElse(false);
    }

    Optional<Fields> object(String name) {
        return value(name).map(value -> of(path + name, value)).map(fields -> new Fields(path + name + ".", fields.node()));
    }

    Refusal wrong(String name, String what) {
        return Problem.badRequest(path + name, path + name + " " + what).refusal();
    }

    /** A string that every part of the system can hold: no halves of characters, no U+0000. */
    String text(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw wrong(name, "is " + describe(value) + ", expected a string");
        }
        String text = value.textValue();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == 0 || Character.isSurrogate(c) && !pair) {
                throw wrong(name, "has " + (c == 0 ? "U+0000" : "half a character") + " at " + i + ", which is no Unicode text");
            }
            i += pair ? 1 : 0;
        }
        return text;
    }

    static String describe(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a string";
            case MISSING -> "missing";
            default -> value.asText();
        };
    }

    private Optional<JsonNode> value(String name) {
        return Optional.of(any(name)).filter(value -> !value.isMissingNode());
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
