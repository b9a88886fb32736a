package dev.retort.security;

import java.util.Optional;

import io.smallrye.mutiny.Uni;

/** Answers whose browser a cookie is, for people who have an account, and whose key a program has. */
public interface AccountSessions {
    /** Beginning of the keys of programs, by which they are told from other bearer tokens. */
    String KEY_PREFIX = "rk.";

    /**
     * Whoever signed in and got this token, as long as they are signed in and their account has not ended. Fails if the database can't be asked, and with
     * a refusal where a process has none: whoever is signed in elsewhere shall not be taken for a visitor.
     *
     * @param token of the cookie, {@link SessionCookie#PREFIX} and all
     */
    Uni<Optional<Identity>> identity(String token);

    /**
     * The program that holds this key, as long as the key and its owner's account have not ended. Fails as {@link #identity} does, and with a refusal where
     * the key is not for what is asked.
     *
     * @param key {@link #KEY_PREFIX} and all
     * @param method of HTTP
     * @param path that is asked for, without a query
     */
    Uni<Optional<Identity>> ofKey(String key, String method, String path);
}
