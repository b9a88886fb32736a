package dev.retort.console;

import java.util.OptionalLong;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.loop.LoopRunner;
import dev.retort.serving.LiveModel;
import dev.retort.serving.ServingState;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness after a start: the version serves that the line says, not the one that served before. A base model that was exchanged becomes champion only
 * while the server starts. From then on a newer version is no reason to turn anybody away.
 */
@Readiness
@ApplicationScoped
class LineReadiness implements HealthCheck {
    private final LoopRunner loop;
    private final LiveModel live;
    private volatile boolean reached;

    LineReadiness(LoopRunner loop, LiveModel live) {
        this.loop = loop;
        this.live = live;
    }

    @Override
    public HealthCheckResponse call() {
        reached = reached || isReached(loop.standing(), live.state());
        return HealthCheckResponse.named("line").status(reached).build();
    }

    /** A version that can't be loaded is told elsewhere, and what serves in its place does. */
    static boolean isReached(OptionalLong epoch, ServingState here) {
        return epoch.isPresent() && Stream.concat(here.serving().map(serving -> serving.epoch()).stream(),
                here.lastFailure().map(failure -> failure.epoch()).stream()).anyMatch(known -> known >= epoch.getAsLong());
    }
}
