package dev.retort.security;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Signed-in browsers: the cookie holds when the session ends, never the token. A new token ends all sessions of the one before. */
@Singleton
class Sessions {
    private final Secrets secrets;
    private final AgentTokens agents;
    private final SecurityConfig config;
    private final Clock clock;

    @Inject
    Sessions(Secrets secrets, AgentTokens agents, SecurityConfig config, Clock clock) {
        this.secrets = secrets;
        this.agents = agents;
        this.config = config;
        this.clock = clock;
    }

    String start(AgentTokens.Holder holder) {
        return seal(holder).close(clock.instant().plus(config.sessionTtl()).toString());
    }

    Optional<Identity> read(String cookie) {
        return agents.holders()
                .filter(holder -> seal(holder).open(cookie).filter(end -> clock.instant().isBefore(Instant.parse(end))).isPresent())
                .findFirst().map(AgentTokens.Holder::identity);
    }

    private Seal seal(AgentTokens.Holder holder) {
        return new Seal(secrets, "session\n" + holder.token());
    }
}
