package dev.retort.loop;

import jakarta.ws.rs.core.Response.Status;

import io.quarkiverse.resteasy.problem.HttpProblem;

/** Refusals of the API, as RFC 9457 problem details. */
final class LoopProblems {
    private LoopProblems() {}

    static HttpProblem conflict(String title, String detail) {
        return problem(Status.CONFLICT, title, detail);
    }

    static HttpProblem notFound(String title, String detail) {
        return problem(Status.NOT_FOUND, title, detail);
    }

    static HttpProblem badRequest(String title, String detail) {
        return problem(Status.BAD_REQUEST, title, detail);
    }

    private static HttpProblem problem(Status status, String title, String detail) {
        return HttpProblem.builder().withStatus(status).withTitle(title).withDetail(detail).build();
    }
}
