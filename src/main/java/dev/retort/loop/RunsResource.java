package dev.retort.loop;

import java.time.Clock;
import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;

import dev.retort.lines.Run;
import dev.retort.lines.RunStore;
import dev.retort.problem.QueryNumber;
import dev.retort.report.Curve;
import dev.retort.report.RunReport;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Training runs: what they did, and one by hand. */
@Path("/api/runs")
@RolesAllowed({"agent", "operator"})
public class RunsResource {
    private static final int MOST = 200;

    private final RunStore runs;
    private final RunReports reports;
    private final LoopConfig config;
    private final LoopRunner runner;
    private final SecurityIdentity identity;
    private final Clock clock;

    RunsResource(RunStore runs, RunReports reports, LoopConfig config, LoopRunner runner, SecurityIdentity identity, Clock clock) {
        this.runs = runs;
        this.reports = reports;
        this.config = config;
        this.runner = runner;
        this.identity = identity;
        this.clock = clock;
    }

    /** The latest runs, the newest first. */
    @GET
    public Uni<List<Run>> latest(@QueryParam("limit") @DefaultValue("50") String limit) {
        return runs.latest(config.line(), (int) QueryNumber.of("limit", limit, 1, MOST));
    }

    @GET
    @Path("/{id}")
    public Uni<Run> one(@PathParam("id") String id) {
        return runs.run(id).map(run -> run.orElseThrow(() -> LoopProblems.notFound("No such run", "there is no run " + id)));
    }

    /** The run as a page: curves, replies before and after, the gate's table. Of a run under way, what is known so far. */
    @GET
    @Path("/{id}/report")
    @Produces("text/html;charset=UTF-8")
    public Uni<Response> report(@PathParam("id") String id) {
        return one(id).emitOn(Infrastructure.getDefaultWorkerPool()).map(Unchecked.function(run -> Response.ok(reports.page(run))
                .header("Content-Security-Policy", RunReport.policy()).header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer").header("Cache-Control", "no-store").build()));
    }

    /**
     * The numbers behind the curves.
     *
     * @param after leaves out the steps up to this one
     */
    @GET
    @Path("/{id}/curve")
    public Uni<Curve> curve(@PathParam("id") String id, @QueryParam("after") @DefaultValue("0") String after) {
        int step = (int) QueryNumber.of("after", after, 0, Integer.MAX_VALUE);
        return one(id).emitOn(Infrastructure.getDefaultWorkerPool()).map(Unchecked.function(run -> reports.curve(run).after(step)));
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
