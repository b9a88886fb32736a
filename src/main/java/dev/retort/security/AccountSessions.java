package dev.retort.security;

import java.util.Optional;

import io.smallrye.mutiny.Uni;

/** Answers whose browser a cookie is, for people who have an account. */
public interface AccountSessions {
    /**
     * Whoever signed in and got this token, as long as they are signed in and their account has not ended. Fails if the database can't be asked, and with
     * a refusal where a process has none: whoever is signed in elsewhere shall not be taken for a visitor.
     *
     * @param token of the cookie, {@link SessionCookie#PREFIX} and all
     */
    Uni<Optional<Identity>> identity(String token);
}
