package dev.retort.problem;

import java.time.Duration;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers refusals of resources. One that has no kind of its own looks like those that the framework makes. */
class RefusalResponses {
    @ServerExceptionMapper
    Response refused(Refusal refusal, UriInfo uri) {
        return response(refusal, uri);
    }

    static Response response(Refusal refusal, UriInfo uri) {
        Problem problem = refusal.problem();
        if (problem.slug().isEmpty() && !ErrorBody.isOpenAi(uri.getPath())) {
            HttpProblem plain = HttpProblem.builder().withStatus(problem.status()).withTitle(problem.title()).withDetail(problem.detail())
                    .build();
            return ExceptionMapperBase.postProcessorsRegistry.applyPostProcessing(plain, ProblemContext.of(refusal, uri)).toResponse();
        }
        ErrorBody body = ErrorBody.of(problem, uri.getPath());
        Response.ResponseBuilder response = Response.status(problem.status()).type(body.contentType()).entity(body.json());
        problem.retryAfter().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, seconds(wait)));
        return response.build();
    }

    private static long seconds(Duration wait) {
        return Math.max(1, wait.toSeconds());
    }
}
