package dev.retort.openai;

import java.util.Optional;

import dev.retort.security.Identity;
import dev.retort.security.Visitors;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;

/** Tells whose turn a request takes, where clients take turns. */
final class Clients {
    private Clients() {}

    /** A known visitor is one client, and so is an address whose visitors are new; an agent may name their users. */
    static String of(SecurityIdentity security, RoutingContext http, Optional<String> user) {
        Identity identity = Identity.of(security);
        if (identity.isAgent()) {
            return identity.id() + " " + user.orElse("");
        }
        return Visitors.isNew(security) ? "address " + http.request().remoteAddress().hostAddress() : identity.id();
    }
}
