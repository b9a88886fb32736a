package dev.retort.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import dev.retort.events.VersionRef;
import dev.retort.lines.Line;
import dev.retort.lines.LineStore;
import dev.retort.loop.LoopConfig;
import dev.retort.serving.LiveModel;
import dev.retort.serving.ServingState;
import io.smallrye.mutiny.Uni;

/** The line's versions with their lineage, the champion, and the version that this process serves. */
@Path("/api/models")
public class ModelsView {
    private final LineStore lines;
    private final LiveModel live;
    private final LoopConfig config;

    ModelsView(LineStore lines, LiveModel live, LoopConfig config) {
        this.lines = lines;
        this.live = live;
        this.config = config;
    }

    /** The line as the database has it, and this process's own state. */
    public record Models(String line, long epoch, Optional<VersionRef> champion, Optional<VersionRef> previous, boolean paused,
            Optional<Instant> cooldownUntil, ServingState here, List<LineStore.Version> versions) {}

    @GET
    @PermitAll
    public Uni<Models> models() {
        return lines.line(config.line()).chain(found -> lines.versions(config.line()).map(versions -> {
            Line line = found.orElseGet(() -> Line.unknown(config.line()));
            return new Models(line.name(), line.epoch(), line.champion(), line.previous(), line.paused(), line.cooldownUntil(),
                    live.state(), versions);
        }));
    }
}
