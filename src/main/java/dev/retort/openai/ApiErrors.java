package dev.retort.openai;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What is refused before an answer begins. */
class ApiErrors {
    @ServerExceptionMapper
    Response refused(ApiException refusal) {
        ApiError error = refusal.error();
        Response.ResponseBuilder response = Response.status(error.status()).type(MediaType.APPLICATION_JSON).entity(error.body());
        error.retryAfter().ifPresent(after -> response.header(HttpHeaders.RETRY_AFTER, Math.max(1, after.toSeconds())));
        return response.build();
    }
}
