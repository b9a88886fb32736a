package dev.retort.security;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.security.identity.SecurityIdentity;

/** Tells a client who the server takes it for; a browser that comes for the first time is remembered from here on. */
@Path("/api/me")
public class MeResource {
    private final SecurityIdentity security;
    private final Visitors visitors;
    private final SecurityConfig config;

    MeResource(SecurityIdentity security, Visitors visitors, SecurityConfig config) {
        this.security = security;
        this.visitors = visitors;
        this.config = config;
    }

    /** The answer. */
    public record Me(String id, List<String> roles) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response me(@Context UriInfo uri) {
        Identity identity = Identity.of(security);
        Response.ResponseBuilder response = Response.ok(new Me(identity.id(), identity.roles().stream().sorted().toList()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (Visitors.isNew(security)) {
            response.cookie(LoginResource.cookie(RetortAuthentication.VISITOR_COOKIE, visitors.token(identity.id()),
                    config.visitorTtl().toSeconds(), uri));
        }
        return response.build();
    }
}
