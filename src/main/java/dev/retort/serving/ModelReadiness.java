package dev.retort.serving;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.events.VersionName;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Readiness: a model serves. A later version that could not take over is told, but does not make the process unready. */
@Readiness
@ApplicationScoped
class ModelReadiness implements HealthCheck {
    private final LiveModel live;

    ModelReadiness(LiveModel live) {
        this.live = live;
    }

    @Override
    public HealthCheckResponse call() {
        ServingState state = live.state();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("model").status(state.serving().isPresent());
        state.serving().ifPresent(serving -> response.withData("version", serving.version()).withData("epoch", serving.epoch()));
        state.lastFailure().ifPresent(
                failure -> response.withData("lastFailure", new VersionName(failure.epoch(), failure.version()) + ": " + failure.reason()));
        return response.build();
    }
}
