package dev.retort.accounts;

import java.time.Instant;
import java.util.Optional;

import dev.retort.security.Identity;
import dev.retort.security.UserRole;

/**
 * A person who can sign in.
 *
 * @param name their own, in lower case; it never changes and is never given again
 * @param invitedBy id of the identity that made the invitation
 * @param endedAt when they could sign in no more
 */
public record Account(String name, UserRole role, String invitedBy, Instant createdAt, Optional<Instant> endedAt) {
    Identity identity() {
        return Identity.user(name, role);
    }
}
