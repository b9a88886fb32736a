package dev.retort.openai;

import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What is wrong, in OpenAI's form.
 *
 * @param status the HTTP status
 * @param type the kind, such as {@code invalid_request_error}
 * @param param the field that is wrong
 * @param code the case, such as {@code model_not_found}
 * @param retryAfter when to try again
 */
record ApiError(int status, String type, String message, Optional<String> param, Optional<String> code, Optional<Duration> retryAfter) {
    private static final String INVALID = "invalid_request_error";

    static ApiError badRequest(String param, String message) {
        return new ApiError(400, INVALID, message, Optional.of(param).filter(name -> !name.isEmpty()), Optional.empty(), Optional.empty());
    }

    static ApiError unsupported(String param, String message) {
        return new ApiError(400, INVALID, message, Optional.of(param), Optional.of("unsupported_parameter"), Optional.empty());
    }

    static ApiError tooLong(String param, String message) {
        return new ApiError(400, INVALID, message, Optional.of(param), Optional.of("context_length_exceeded"), Optional.empty());
    }

    static ApiError unknownModel(String id, String known) {
        return new ApiError(404, INVALID, "the model \"" + id + "\" is not served here, expected " + known, Optional.of("model"),
                Optional.of("model_not_found"), Optional.empty());
    }

    static ApiError tooMany(String message, Duration retryAfter) {
        return new ApiError(429, "rate_limit_error", message, Optional.empty(), Optional.of("rate_limit_exceeded"),
                Optional.of(retryAfter));
    }

    static ApiError unavailable(String message, Duration retryAfter) {
        return new ApiError(503, "server_error", message, Optional.empty(), Optional.of("overloaded"), Optional.of(retryAfter));
    }

    static ApiError broken(String message) {
        return new ApiError(500, "server_error", message, Optional.empty(), Optional.empty(), Optional.empty());
    }

    ApiException exception() {
        return new ApiException(this);
    }

    /** {@code {"error": {message, type, param, code}}}. */
    ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error").put("message", message).put("type", type).put("param", param.orElse(null)).put("code", code.orElse(null));
        return body;
    }
}
