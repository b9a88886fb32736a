package dev.retort.remembering;

import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Readiness: the memory knows all corrections that Kafka had when this process began. Vectors may still be made; equal words act without them. */
@Readiness
@ApplicationScoped
class MemoryReadiness implements HealthCheck {
    private final LiveMemory live;

    MemoryReadiness(LiveMemory live) {
        this.live = live;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("memory").status(live.isReady()).withData("mode",
                live.mode().name().toLowerCase(Locale.ROOT));
        live.here().ifPresent(memory -> response.withData("corrections", memory.state().corrections()).withData("pending",
                memory.state().pending()));
        return response.build();
    }
}
