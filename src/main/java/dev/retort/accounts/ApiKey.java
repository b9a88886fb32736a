package dev.retort.accounts;

import java.time.Instant;
import java.util.Optional;

/**
 * A key by which a program asks in its owner's name, without the key itself.
 *
 * @param name its purpose, in the owner's words
 * @param expiresAt when it ends, or ended
 * @param lastUsedAt to the minute
 * @param succeededBy id of the key that took its place
 */
record ApiKey(String id, String owner, String name, KeyScope scope, Instant createdAt, Instant expiresAt, Optional<Instant> lastUsedAt,
        Optional<String> succeededBy) {}
