package dev.retort.loop;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import dev.retort.events.ModelEvent;
import dev.retort.events.VersionName;
import dev.retort.lines.LineStore;
import dev.retort.problem.Problem;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionFolder;
import dev.retort.registry.VersionId;
import io.quarkus.security.identity.SecurityIdentity;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The way into service of a version that no run of the loop made. */
@Path("/api/models/promote")
public class PromotionResource {
    private static final Logger LOG = Logger.getLogger(PromotionResource.class);
    private static final int LONGEST_REASON = 1000;

    private final Promotions promotions;
    private final OwnConversations conversations;
    private final NamedVersions named;
    private final ModelRegistry registry;
    private final LoopConfig config;
    private final LoopRunner runner;
    private final SecurityIdentity identity;
    private final Clock clock;

    PromotionResource(Promotions promotions, OwnConversations conversations, NamedVersions named, ModelRegistry registry, LoopConfig config,
            LoopRunner runner,
            SecurityIdentity identity, Clock clock) {
        this.promotions = promotions;
        this.conversations = conversations;
        this.named = named;
        this.registry = registry;
        this.config = config;
        this.runner = runner;
        this.identity = identity;
        this.clock = clock;
    }

    /**
     * @param version by one of its names
     * @param reason the gate's verdict in words, or why there is none; it is kept
     * @param forced left out or false: the gate has accepted it
     */
    public record Promotion(Optional<String> version, Optional<String> reason, Optional<Boolean> forced) {}

    /** Makes a version of the store champion. Refused with 400 without a reason, with 409 if it is not there, damaged, or champion already. */
    @POST
    @RolesAllowed("operator")
    public ModelEvent promote(@Nullable Promotion request) {
        Promotion wanted = Optional.ofNullable(request)
                .orElseGet(() -> new Promotion(Optional.empty(), Optional.empty(), Optional.empty()));
        String reason = wanted.reason().map(String::strip).filter(text -> !text.isEmpty() && text.length() <= LONGEST_REASON)
                .orElseThrow(
                        () -> Problem.badRequest("reason", "reason is missing, expected 1 to " + LONGEST_REASON + " characters").refusal());
        try {
            VersionId id = named.find(wanted.version().orElse(""));
            VersionFolder folder = registry.open(id);
            int brought = conversations.bringIn(folder.folder(), config.databaseTimeout());
            String kind = wanted.forced().orElse(false) ? "forced" : "gate";
            ModelEvent event = promotions.promote(config.line(), folder.manifest(), new LineStore.Change(kind, Optional.empty(),
                    identity.getPrincipal().getName(), clock.instant(), Optional.of(reason))).await().atMost(config.databaseTimeout());
            LOG.infof("%s is champion of line %s (%s: %s); %d replies of its own are kept to be replayed and measured",
                    new VersionName(event.epoch(), id.value()), event.line(), kind, reason, brought);
            runner.wake();
            return event;
        } catch (RefusedException e) {
            throw LoopProblems.conflict("No promotion", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw LoopProblems.conflict("The version cannot be served", String.valueOf(e.getMessage()));
        }
    }
}
