package dev.retort.accounts;

import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import dev.retort.security.SessionCookie;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OpenConnections;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** Closes the WebSockets of sessions that have ended: at once where that was asked, and soon where another process was asked. */
@Singleton
class EndedSessions {
    private static final Logger LOG = Logger.getLogger(EndedSessions.class);
    static final CloseReason SIGNED_OUT = new CloseReason(1008, "signed out");

    private final OpenConnections connections;
    private final SignedIn sessions;

    EndedSessions(OpenConnections connections, SignedIn sessions) {
        this.connections = connections;
        this.sessions = sessions;
    }

    /** With the database away nobody is sent away: who is signed in can't be said. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        Set<String> open = connections.stream().flatMap(connection -> SessionCookie.token(connection).stream()).collect(Collectors.toSet());
        return open.isEmpty()
                ? Uni.createFrom().voidItem()
                : sessions.ended(open).invoke(this::close).replaceWithVoid().onFailure()
                        .invoke(e -> LOG.debugf("who is still signed in can't be looked up now: %s", e.getMessage())).onFailure()
                        .recoverWithNull();
    }

    private void close(Set<String> ended) {
        connections.stream().filter(connection -> SessionCookie.token(connection).filter(ended::contains).isPresent())
                .forEach(connection -> connection.close(SIGNED_OUT).subscribe().with(closed -> {},
                        failure -> LOG.debugf("connection %s: %s", connection.id(), failure.getMessage())));
    }
}
