package dev.retort.security;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Signed-in browsers: the cookie holds when the session ends, never the login token. A new login token ends all sessions. */
@Singleton
class Sessions {
    private final Seal seal;
    private final SecurityConfig config;
    private final Clock clock;

    @Inject
    Sessions(Secrets secrets, SecurityConfig config, Clock clock) {
        seal = new Seal(secrets, "session\n" + secrets.loginToken());
        this.config = config;
        this.clock = clock;
    }

    String start() {
        return seal.close(clock.instant().plus(config.sessionTtl()).toString());
    }

    Optional<Identity> read(String cookie) {
        return seal.open(cookie).filter(end -> clock.instant().isBefore(Instant.parse(end))).map(end -> Identity.agent());
    }
}
