package dev.retort.loop;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import dev.retort.events.ModelEvent;
import dev.retort.events.VersionRef;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionId;
import io.quarkus.security.identity.SecurityIdentity;
import org.jspecify.annotations.Nullable;

/** The way back to an earlier version. */
@Path("/api/models/rollback")
public class RollbackResource {
    private final Promotions promotions;
    private final NamedVersions named;
    private final ModelRegistry registry;
    private final LoopConfig config;
    private final LoopRunner runner;
    private final SecurityIdentity identity;
    private final Clock clock;

    RollbackResource(Promotions promotions, NamedVersions named, ModelRegistry registry, LoopConfig config, LoopRunner runner,
            SecurityIdentity identity, Clock clock) {
        this.promotions = promotions;
        this.named = named;
        this.registry = registry;
        this.config = config;
        this.runner = runner;
        this.identity = identity;
        this.clock = clock;
    }

    /** @param version where to go back to, by one of its names; left out: the champion's parent */
    public record Rollback(Optional<String> version) {}

    /** Makes an earlier version champion again. Refused with 409 if it is not known, damaged, or champion already. */
    @POST
    @RolesAllowed("operator")
    public ModelEvent rollBack(@Nullable Rollback request) {
        try {
            Optional<String> wanted = Optional.ofNullable(request).flatMap(Rollback::version);
            Optional<String> id = wanted.isPresent() ? Optional.of(named.find(wanted.get()).value()) : Optional.empty();
            VersionRef target = promotions.rollbackTarget(config.line(), id).await()
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
