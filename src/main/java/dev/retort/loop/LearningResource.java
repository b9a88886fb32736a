package dev.retort.loop;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import dev.retort.lines.LineStore;
import io.smallrye.mutiny.Uni;

/** Pauses and resumes learning by itself. Runs by hand are possible while it is paused. */
@Path("/api/learning")
@RolesAllowed("operator")
public class LearningResource {
    private final LineStore lines;
    private final LoopConfig config;

    LearningResource(LineStore lines, LoopConfig config) {
        this.lines = lines;
        this.config = config;
    }

    /** State of learning by itself, now. */
    public record Learning(String line, boolean paused) {}

    @POST
    @Path("/pause")
    public Uni<Learning> pause() {
        return set(true);
    }

    @POST
    @Path("/resume")
    public Uni<Learning> resume() {
        return set(false);
    }

    private Uni<Learning> set(boolean paused) {
        return lines.pause(config.line(), paused).map(done -> {
            if (!done) {
                throw LoopProblems.conflict("The line has not begun", "line " + config.line() + " has no champion yet");
            }
            return new Learning(config.line(), paused);
        });
    }
}
