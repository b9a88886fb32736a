package dev.retort.loop;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import dev.retort.events.ModelEvent;
import dev.retort.events.VersionRef;
import dev.retort.lines.Line;
import dev.retort.lines.LineStore;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionId;
import dev.retort.serving.LiveModel;
import dev.retort.serving.ServingState;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** The line's versions with their lineage, the champion, what this process serves, and the way back to an earlier version. */
@Path("/api/models")
public class ModelsResource {
    private final LineStore lines;
    private final Promotions promotions;
    private final ModelRegistry registry;
    private final LiveModel live;
    private final LoopConfig config;
    private final LoopRunner runner;
    private final SecurityIdentity identity;
    private final Clock clock;

    ModelsResource(LineStore lines, Promotions promotions, ModelRegistry registry, LiveModel live, LoopConfig config, LoopRunner runner,
            SecurityIdentity identity, Clock clock) {
        this.lines = lines;
        this.promotions = promotions;
        this.registry = registry;
        this.live = live;
        this.config = config;
        this.runner = runner;
        this.identity = identity;
        this.clock = clock;
    }

    /** The line as the database has it, and this process's own state. */
    public record Models(String line, long epoch, Optional<VersionRef> champion, Optional<VersionRef> previous, boolean paused,
            Optional<Instant> cooldownUntil, ServingState here, List<LineStore.Version> versions) {}

    /** @param version where to go back to; left out: the champion's parent */
    public record Rollback(Optional<String> version) {}

    @GET
    @PermitAll
    public Uni<Models> models() {
        return lines.line(config.line()).chain(found -> lines.versions(config.line()).map(versions -> {
            Line line = found.orElseGet(() -> Line.unknown(config.line()));
            return new Models(line.name(), line.epoch(), line.champion(), line.previous(), line.paused(), line.cooldownUntil(),
                    live.state(), versions);
        }));
    }

    /** Makes an earlier version champion again. Refused with 409 if it is not known, damaged, or champion already. */
    @POST
    @Path("/rollback")
    @RolesAllowed("operator")
    public ModelEvent rollBack(@Nullable Rollback request) {
        try {
            VersionRef target = promotions.rollbackTarget(config.line(), Optional.ofNullable(request).flatMap(Rollback::version)).await()
                    .atMost(config.databaseTimeout());
            registry.open(new VersionId(target.version()));
            ModelEvent event = promotions
                    .rollBack(config.line(), target, identity.getPrincipal().getName(), clock.instant().plus(config.cooldown()))
                    .await().atMost(config.databaseTimeout());
            runner.wake();
            return event;
        } catch (RefusedException e) {
            throw LoopProblems.conflict("No rollback", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw LoopProblems.conflict("The version cannot be served", String.valueOf(e.getMessage()));
        }
    }
}
