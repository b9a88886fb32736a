package dev.retort.problem;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A problem as the body of an HTTP response, in the form that clients of the path expect.
 *
 * @param contentType {@code application/problem+json}, or {@code application/json} in OpenAI's form
 */
public record ErrorBody(String contentType, ObjectNode json) {
    static final String PROBLEM_JSON = "application/problem+json";
    private static final String JSON = "application/json";

    /** @param path of the request */
    public static ErrorBody of(Problem problem, String path) {
        return isOpenAi(path) ? openAi(problem) : new ErrorBody(PROBLEM_JSON, details(problem));
    }

    /** The body for clients of OpenAI's API, whatever the path. */
    public static ErrorBody openAi(Problem problem) {
        return new ErrorBody(JSON, OpenAiShape.of(problem));
    }

    static boolean isOpenAi(String path) {
        return path.equals("/v1") || path.startsWith("/v1/");
    }

    private static ObjectNode details(Problem problem) {
        return JsonNodeFactory.instance.objectNode().put("type", problem.type()).put("title", problem.title())
                .put("status", problem.status()).put("detail", problem.detail());
    }
}
