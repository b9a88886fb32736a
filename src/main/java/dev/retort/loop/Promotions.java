package dev.retort.loop;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.events.ModelEvent;
import dev.retort.events.VersionName;
import dev.retort.events.VersionRef;
import dev.retort.lines.Line;
import dev.retort.lines.LineStore;
import dev.retort.lines.Run;
import dev.retort.lines.RunState;
import dev.retort.lines.RunStore;
import dev.retort.registry.Manifest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import org.jboss.logging.Logger;

/** Changes of champion: by an accepted run, by a new base model, by an operator, by a rollback. Each is one transaction with its announcement. */
@ApplicationScoped
class Promotions {
    private static final Logger LOG = Logger.getLogger(Promotions.class);

    private final LineStore lines;
    private final RunStore runs;
    private final Clock clock;

    Promotions(LineStore lines, RunStore runs, Clock clock) {
        this.lines = lines;
        this.runs = runs;
        this.clock = clock;
    }

    /** Makes an accepted run's candidate champion, unless the champion that it was measured against is no longer the champion. */
    Uni<Void> promote(Run run, long leader) {
        return lines.inTransaction(transaction -> lines.lockAsLeader(transaction, run.line(), leader).chain(line -> {
            Instant now = clock.instant();
            if (!line.champion().map(VersionRef::version).equals(run.parent())) {
                return runs.end(run.id(), leader, RunState.CANCELLED, "the champion has changed since this run began", now)
                        .replaceWithVoid();
            }
            return known(transaction, run.line(), run.candidate().orElseThrow())
                    .chain(candidate -> lines.crown(transaction, line, candidate.version(),
                            new LineStore.Change("run", Optional.of(run.id()), run.requestedBy(), now)))
                    .chain(event -> runs.promoted(transaction, run.id(), now)
                            .invoke(() -> LOG.infof("%s is champion of line %s (%s)",
                                    new VersionName(event.epoch(), event.champion().version()), event.line(), run.id())));
        }));
    }

    /** Puts a base model at the head of the line if the line has no champion or was started from another base; true if it did. */
    Uni<Boolean> start(String name, long leader, Manifest base) {
        return lines.inTransaction(transaction -> lines.lockAsLeader(transaction, name, leader).chain(line -> {
            boolean another = line.base().isPresent() && !line.base().get().equals(base.id().value());
            Uni<Void> registered = lines.register(transaction, name, base, Optional.empty());
            if (line.champion().isPresent() && !another) {
                return registered.replaceWith(false);
            }
            Instant now = clock.instant();
            VersionRef version = new VersionRef(base.id().value(), base.digest());
            return registered.chain(() -> runs.cancelActive(transaction, name, "the line was started anew from another base model", now))
                    .chain(() -> lines.crown(transaction, line, version, new LineStore.Change("base", Optional.empty(), "retort", now)))
                    .chain(() -> lines.base(transaction, name, Optional.empty())).replaceWith(true);
        }));
    }

    /**
     * Makes a version champion that no run of this line made, and ends the active run, which was measured against another.
     *
     * @param change says by whom and why
     */
    Uni<ModelEvent> promote(String name, Manifest version, LineStore.Change change) {
        return lines.inTransaction(transaction -> lines.lock(transaction, name).chain(line -> {
            String id = version.id().value();
            if (line.champion().map(VersionRef::version).filter(id::equals).isPresent()) {
                throw new RefusedException(new VersionName(line.epoch(), id) + " is the champion already");
            }
            return lines.register(transaction, name, version, Optional.empty())
                    .chain(() -> runs.cancelActive(transaction, name,
                            new VersionName(line.epoch() + 1, id) + " was promoted by " + change.by(), change.at()))
                    .chain(() -> lines.crown(transaction, line, new VersionRef(id, version.digest()), change));
        }));
    }

    /** The version that a rollback would go to: the one named, or the champion's parent. Fails with {@link RefusedException}. */
    Uni<VersionRef> rollbackTarget(String name, Optional<String> wanted) {
        return lines.inTransaction(transaction -> lines.lock(transaction, name).chain(line -> target(transaction, line, wanted)));
    }

    /** Takes the champion back, ends the active run, and starts the cooldown. Fails with {@link RefusedException}. */
    Uni<ModelEvent> rollBack(String name, VersionRef target, String by, Instant cooldownUntil) {
        return lines.inTransaction(transaction -> lines.lock(transaction, name).chain(line -> {
            Instant now = clock.instant();
            return target(transaction, line, Optional.of(target.version()))
                    .chain(() -> runs.cancelActive(transaction, name,
                            "rolled back to %s by %s".formatted(new VersionName(line.epoch() + 1, target.version()), by), now))
                    .chain(() -> runs.takeBack(transaction, name, line.champion().orElseThrow().version()))
                    .chain(() -> lines.coolDown(transaction, name, cooldownUntil))
                    .chain(() -> lines.crown(transaction, line, target, new LineStore.Change("rollback", Optional.empty(), by, now)));
        }));
    }

    private Uni<VersionRef> target(SqlConnection transaction, Line line, Optional<String> wanted) {
        String champion = line.champion().map(VersionRef::version)
                .orElseThrow(() -> new RefusedException("line " + line.name() + " has no champion yet"));
        if (wanted.isPresent() && wanted.get().equals(champion)) {
            throw new RefusedException(new VersionName(line.epoch(), champion) + " is the champion already");
        }
        Uni<String> id = wanted.isPresent()
                ? Uni.createFrom().item(wanted.get())
                : known(transaction, line.name(), champion).map(lineage -> lineage.parent().orElseThrow(
                        () -> new RefusedException(
                                new VersionName(line.epoch(), champion) + " has no parent; name the version to go back to")));
        return id.chain(version -> known(transaction, line.name(), version)).map(LineStore.Lineage::version);
    }

    private Uni<LineStore.Lineage> known(SqlConnection transaction, String line, String version) {
        return lines.lineage(transaction, line, version)
                .map(lineage -> lineage.orElseThrow(() -> new RefusedException("line " + line + " has no version " + version)));
    }
}
