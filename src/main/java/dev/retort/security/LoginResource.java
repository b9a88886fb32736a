package dev.retort.security;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import dev.retort.problem.Problem;
import io.vertx.ext.web.RoutingContext;

/** Signs a browser in by the printed link, then leaves the token out of the address. */
@Path("/login")
@PermitAll
public class LoginResource {
    private final AgentTokens agents;
    private final Sessions sessions;
    private final SecurityConfig config;

    LoginResource(AgentTokens agents, Sessions sessions, SecurityConfig config) {
        this.agents = agents;
        this.sessions = sessions;
        this.config = config;
    }

    @GET
    public Response login(@QueryParam("token") @DefaultValue("") String token, @Context RoutingContext http) {
        AgentTokens.Holder holder = agents.holder(token).orElseThrow(() -> Problem.plain(401, "Unauthorized",
                "this is neither the server's login token nor an agent's; the link with the right one was printed when the server started")
                .refusal());
        // the page is beside this one, whatever a proxy puts before both
        return Response.status(Response.Status.SEE_OTHER).header(HttpHeaders.LOCATION, "./")
                .cookie(OwnCookie.of(RetortAuthentication.SESSION_COOKIE, sessions.start(holder), config.sessionTtl(), http.request()))
                .build();
    }
}
