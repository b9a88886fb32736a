package dev.retort.security;

import java.net.URI;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import dev.retort.problem.Problem;

/** Signs a browser in by the printed link, then leaves the token out of the address. */
@Path("/login")
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
    public Response login(@QueryParam("token") @DefaultValue("") String token, @Context UriInfo uri) {
        AgentTokens.Holder holder = agents.holder(token).orElseThrow(() -> Problem.plain(401, "Unauthorized",
                "this is neither the server's login token nor an agent's; the link with the right one was printed when the server started")
                .refusal());
        return Response.seeOther(URI.create("/"))
                .cookie(cookie(RetortAuthentication.SESSION_COOKIE, sessions.start(holder), config.sessionTtl().toSeconds(), uri))
                .header(HttpHeaders.CACHE_CONTROL, "no-store").header("Referrer-Policy", "no-referrer").build();
    }

    static NewCookie cookie(String name, String value, long seconds, UriInfo uri) {
        return new NewCookie.Builder(name).value(value).path("/").maxAge(Math.toIntExact(seconds)).httpOnly(true)
                .secure("https".equals(uri.getRequestUri().getScheme())).sameSite(NewCookie.SameSite.STRICT).build();
    }
}
