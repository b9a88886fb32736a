package dev.retort.security;

import java.util.List;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;

/** Tells a client who the server takes it for; a browser that comes for the first time is remembered from here on. */
@Path("/api/me")
@PermitAll
public class MeResource {
    private final SecurityIdentity security;
    private final Visitors visitors;
    private final Origins origins;
    private final SecurityConfig config;

    MeResource(SecurityIdentity security, Visitors visitors, Origins origins, SecurityConfig config) {
        this.origins = origins;
        this.security = security;
        this.visitors = visitors;
        this.config = config;
    }

    /** The answer. */
    public record Me(String id, List<String> roles) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response me(@Context RoutingContext http) {
        Identity identity = Identity.of(security);
        Response.ResponseBuilder response = Response.ok(new Me(identity.id(), identity.roles().stream().sorted().toList()));
        if (Visitors.isNew(security)) {
            String token = visitors.token(identity.id());
            if (origins.isGuest(http.request())) { // browsers keep no cookies of other sites
                response.header(Visitors.TOKEN_HEADER, token);
            } else {
                response.cookie(OwnCookie.of(RetortAuthentication.VISITOR_COOKIE, token, config.visitorTtl(), http.request()));
            }
        }
        return response.build();
    }
}
