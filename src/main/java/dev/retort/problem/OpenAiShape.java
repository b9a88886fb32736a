package dev.retort.problem;

import java.util.Optional;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A problem in OpenAI's form: {@code {"error": {message, type, param, code}}}. */
final class OpenAiShape {
    private OpenAiShape() {}

    static ObjectNode of(Problem problem) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error").put("message", problem.detail()).put("type", type(problem.status()))
                .put("param", problem.field().orElse(null))
                .put("code", code(problem).orElse(null));
        return body;
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }

    private static Optional<String> code(Problem problem) {
        return switch (problem.slug()) {
            case "unsupported" -> Optional.of("unsupported_parameter");
            case "exceeds-context" -> Optional.of("context_length_exceeded");
            case "unknown-model" -> Optional.of("model_not_found");
            case "too-many" -> Optional.of("rate_limit_exceeded");
            case "unavailable" -> Optional.of("overloaded");
            default -> code(problem.status());
        };
    }

    private static Optional<String> code(int status) {
        return switch (status) {
            case 401 -> Optional.of("invalid_api_key");
            case 403 -> Optional.of("forbidden");
            default -> Optional.empty();
        };
    }
}
