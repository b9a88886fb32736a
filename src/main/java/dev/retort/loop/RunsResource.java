package dev.retort.loop;

import java.time.Clock;
import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Training runs: what they did, and one by hand. */
@Path("/api/runs")
@RolesAllowed({"agent", "operator"})
public class RunsResource {
    private static final int MOST = 200;

    private final RunStore runs;
    private final LoopConfig config;
    private final LoopRunner runner;
    private final SecurityIdentity identity;
    private final Clock clock;

    RunsResource(RunStore runs, LoopConfig config, LoopRunner runner, SecurityIdentity identity, Clock clock) {
        this.runs = runs;
        this.config = config;
        this.runner = runner;
        this.identity = identity;
        this.clock = clock;
    }

    /** The latest runs, the newest first. */
    @GET
    public Uni<List<Run>> latest(@QueryParam("limit") @DefaultValue("50") int limit) {
        if (limit < 1 || limit > MOST) {
            throw LoopProblems.badRequest("Unusable limit", "limit is " + limit + ", expected 1 to " + MOST);
        }
        return runs.latest(config.line(), limit);
    }

    @GET
    @Path("/{id}")
    public Uni<Run> one(@PathParam("id") String id) {
        return runs.run(id).map(run -> run.orElseThrow(() -> LoopProblems.notFound("No such run", "there is no run " + id)));
    }

    /** Requests a run now, whatever waits; 409 while another is active. */
    @POST
    @RolesAllowed("operator")
    @ResponseStatus(202)
    public Uni<Run> request() {
        String by = identity.getPrincipal().getName();
        return runs.request(LearningLoop.newId(clock.instant()), config.line(), "by hand", by, clock.instant())
                .map(run -> run
                        .orElseThrow(() -> LoopProblems.conflict("A run is active", "line " + config.line() + " has one run at a time")))
                .invoke(runner::wake);
    }

    /** Ends a run that has no verdict yet; 409 if it has ended. */
    @POST
    @Path("/{id}/cancel")
    @RolesAllowed("operator")
    public Uni<Run> cancel(@PathParam("id") String id) {
        return one(id).chain(() -> runs.cancel(id, "cancelled by " + identity.getPrincipal().getName(), clock.instant()))
                .chain(cancelled -> {
                    if (!cancelled) {
                        throw LoopProblems.conflict("The run has ended", id + " has ended already");
                    }
                    runner.wake();
                    return one(id);
                });
    }
}
