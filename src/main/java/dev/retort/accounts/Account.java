package dev.retort.accounts;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import dev.retort.security.UserRole;

/**
 * A person who can sign in.
 *
 * @param name their own, in lower case; it never changes and is never given again
 * @param invitedBy id of the identity that made the invitation
 * @param endedAt when they could sign in no more
 */
public record Account(String name, UserRole role, String invitedBy, Instant createdAt, Optional<Instant> endedAt) {
    /** The name that somebody means who typed this. */
    static String nameOf(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }
}
