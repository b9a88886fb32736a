package dev.retort.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {
    @Test
    void isToldAsProblemDetailsOutsideOfOpenAisPaths() {
        ErrorBody body = ErrorBody.of(Problem.conflict("key-used", "The key was used before", "give another"), "/api/feedback");

        assertThat(body.contentType()).isEqualTo("application/problem+json");
        assertThat(body.json()).hasToString(
                "{\"type\":\"urn:retort:problem:key-used\",\"title\":\"The key was used before\",\"status\":409,\"detail\":\"give another\"}");
    }

    @Test
    void oneWithoutAKindOfItsOwnIsAboutBlank() {
        assertThat(ErrorBody.of(Problem.plain(401, "Unauthorized", "who?"), "/v2/models").json())
                .hasToString("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"who?\"}");
    }

    @Test
    void namesTheFieldInOpenAisForm() {
        ErrorBody body = ErrorBody.of(Problem.badRequest("stop", "stop is 3"), "/v1/completions");

        assertThat(body.contentType()).isEqualTo("application/json");
        assertThat(body.json()).hasToString(
                "{\"error\":{\"message\":\"stop is 3\",\"type\":\"invalid_request_error\",\"param\":\"stop\",\"code\":null}}");
    }

    @Test
    void aBodyThatIsWrongAsAWholeNamesNoField() {
        assertThat(ErrorBody.openAi(Problem.badRequest("", "the body is an array")).json().at("/error/param").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"unsupported, invalid_request_error, unsupported_parameter",
            "exceedsContext, invalid_request_error, context_length_exceeded",
            "unknownModel, invalid_request_error, model_not_found", "tooMany, rate_limit_error, rate_limit_exceeded",
            "unavailable, server_error, overloaded", "broken, server_error,", "wrongKey, authentication_error, invalid_api_key",
            "foreignPage, permission_error, forbidden", "noSuchPath, invalid_request_error,"})
    void kindsHaveOpenAisNames(String kind, String type, String code) {
        Problem problem = switch (kind) {
            case "unsupported" -> Problem.unsupported("tools", "no");
            case "exceedsContext" -> Problem.exceedsContext("prompt", "no");
            case "unknownModel" -> Problem.unknownModel("model", "no");
            case "tooMany" -> Problem.tooMany("no", Duration.ofSeconds(1));
            case "unavailable" -> Problem.unavailable("no");
            case "broken" -> Problem.broken("no");
            case "wrongKey" -> Problem.plain(401, "Unauthorized", "no");
            case "foreignPage" -> Problem.plain(403, "Forbidden", "no");
            default -> Problem.plain(404, "Not Found", "no");
        };

        assertThat(ErrorBody.openAi(problem).json().at("/error/type").asText()).isEqualTo(type);
        assertThat(ErrorBody.openAi(problem).json().at("/error/code").textValue()).isEqualTo(code);
    }
}
