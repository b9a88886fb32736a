package dev.retort.problem;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Gives errors that the REST framework makes by itself the form that clients of the path expect. */
class FrameworkErrors {
    /** JSON of another shape than the resource reads. */
    @ServerExceptionMapper
    Response mismatched(MismatchedInputException failure, UriInfo uri) {
        String field = failure.getPath().stream().map(FrameworkErrors::name).collect(Collectors.joining("."));
        String detail = field.isEmpty()
                ? "the body must be a JSON object"
                : "field " + field + " has a value of another type than expected";
        return RefusalResponses.response(Problem.plain(400, "Bad Request", detail).refusal(), uri);
    }

    /** Failures while a body is read, and whatever else fails while something is read or written. */
    @ServerExceptionMapper({IOException.class, HttpClosedException.class})
    Response unread(Throwable failure, UriInfo uri, HttpServerRequest request) {
        HttpProblem problem = BrokenOff.is(failure, request)
                ? HttpProblem.valueOf(Response.Status.BAD_REQUEST, BrokenOff.DETAIL)
                : HttpProblem.valueOf(Response.Status.INTERNAL_SERVER_ERROR);
        return ExceptionMapperBase.postProcessorsRegistry.applyPostProcessing(problem, ProblemContext.of(failure, uri)).toResponse();
    }

    @ServerResponseFilter
    void shape(ContainerRequestContext request, ContainerResponseContext response) {
        int status = response.getStatus();
        String path = request.getUriInfo().getPath();
        if (status < 400 || response.hasEntity() && !(response.getEntity() instanceof HttpProblem && ErrorBody.isOpenAi(path))) {
            return;
        }
        Optional<String> detail = response.getEntity() instanceof HttpProblem made
                ? Optional.ofNullable(made.getDetail())
                : Optional.empty();
        String title = HttpResponseStatus.valueOf(status).reasonPhrase();
        String told = status == 404 && ErrorBody.isOpenAi(path)
                ? "is not there; /v1 has chat/completions, completions and models"
                : detail.orElse(title);
        ErrorBody body = ErrorBody.of(Problem.plain(status, title, "%s %s: %s".formatted(request.getMethod(), path, told)), path);
        response.setEntity(body.json(), new java.lang.annotation.Annotation[0], MediaType.valueOf(body.contentType()));
    }

    private static String name(JsonMappingException.Reference reference) {
        return reference.getFieldName() == null ? Integer.toString(reference.getIndex()) : reference.getFieldName();
    }
}
