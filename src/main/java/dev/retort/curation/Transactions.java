package dev.retort.curation;

import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import dev.retort.problem.Problem;
import dev.retort.roles.Roles;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Runs work in a transaction of its own, on an event loop of its own, for callers on any thread. */
@ApplicationScoped
class Transactions {
    private static final int MOST_OPEN = 1000; // at work or waiting for a connection: who asks may have left long ago

    private final Instance<Mutiny.SessionFactory> sessions;
    private final Roles roles;
    private final VertxInternal vertx;
    private final Semaphore places = new Semaphore(MOST_OPEN);

    Transactions(Instance<Mutiny.SessionFactory> sessions, Roles roles, Vertx vertx) {
        this.sessions = sessions;
        this.roles = roles;
        this.vertx = (VertxInternal) vertx;
    }

    /**
     * The work's result, on the caller's Vert.x context if it has one. Nothing happens before someone subscribes; each subscription is a new transaction.
     * Whoever stops waiting for it does not stop it: a session must be closed on its own thread. Fails with a refusal in a process that has no
     * database, and while too many are open.
     */
    <T> Uni<T> run(Function<Mutiny.Session, Uni<T>> work) {
        if (!roles.needDatabase()) {
            return Uni.createFrom().failure(() -> Problem.otherRole(roles.toString(), Roles.ALL).refusal());
        }
        return Uni.createFrom().deferred(() -> {
            if (!places.tryAcquire()) {
                return Uni.createFrom().failure(
                        Problem.unavailable(MOST_OPEN + " questions wait for the database; try again in a few seconds").refusal());
            }
            Context caller = Vertx.currentContext();
            Context own = Objects.requireNonNull(VertxContext.createNewDuplicatedContext(vertx.createEventLoopContext()));
            VertxContextSafetyToggle.setContextSafe(own, true); // nobody else uses it
            Uni<T> result = Uni.createFrom().emitter(emitter -> own.runOnContext(nothing -> Uni.createFrom()
                    .<T>deferred(() -> sessions.get().withTransaction((session, transaction) -> work.apply(session)))
                    .onTermination().invoke(() -> places.release())
                    .subscribe().with(emitter::complete, emitter::fail)));
            return on(caller, result);
        });
    }

    /** The same result, on the Vert.x context of who subscribes, if there is one. */
    static <T> Uni<T> onContextOfCaller(Uni<T> result) {
        return Uni.createFrom().deferred(() -> on(Vertx.currentContext(), result));
    }

    private static <T> Uni<T> on(@Nullable Context caller, Uni<T> result) {
        return caller == null ? result : result.emitOn(command -> caller.runOnContext(nothing -> command.run()));
    }

    /** Until the transaction ends nobody else gets past the same lock. */
    static Uni<Void> lock(Mutiny.Session session, String name) {
        return session.createNativeQuery("select 1 from (select pg_advisory_xact_lock(hashtextextended(:name, 0))) locked", Integer.class)
                .setParameter("name", name).getSingleResult().replaceWithVoid();
    }
}
