package dev.retort.security;

import java.util.Optional;
import java.util.Set;

import io.quarkus.security.identity.SecurityIdentity;

/**
 * The identity of whoever asks. The holder of the login token is {@code agent}, one of a token of their own
 * {@code agent:NAME}, of an account {@code user:NAME}, a program with a key {@code key:ID}, everybody else a visitor with an id of their own.
 *
 * @param id "agent", "agent:" or "user:" and a name, "key:" and the key's id, or "visitor-" and 22 random characters
 * @param roles among {@link #CUSTOMER}, {@link #AGENT}, {@link #OPERATOR}, {@link #ADMIN}
 */
public record Identity(String id, Set<String> roles) {
    /** May chat, and judge the replies that they got. */
    public static final String CUSTOMER = "customer";
    /** May judge any reply. Their corrections count at once. */
    public static final String AGENT = "agent";
    /** May run the loop: train, roll back, import. */
    public static final String OPERATOR = "operator";
    /** May say who else is what. */
    public static final String ADMIN = "admin";

    private static final String USER = "user:";

    public Identity {
        roles = Set.copyOf(roles);
    }

    /** The identity of the request or connection that this security identity belongs to. */
    public static Identity of(SecurityIdentity identity) {
        return new Identity(identity.getPrincipal().getName(), identity.getRoles());
    }

    static Identity agent() {
        return new Identity(AGENT, UserRole.ADMIN.held());
    }

    static Identity agent(String name, Set<String> roles) {
        return new Identity(AGENT + ":" + name, roles);
    }

    /** Somebody with an account. */
    public static Identity user(String name, UserRole role) {
        return new Identity(USER + name, role.held());
    }

    /** A program with a key. It is somebody of its own, so that what it said is told from what its owner said. */
    public static Identity key(String keyId, UserRole role) {
        return new Identity("key:" + keyId, role.held());
    }

    static Identity visitor(String id) {
        return new Identity(id, Set.of(CUSTOMER));
    }

    /** The name of the account that this is, unless it is somebody else: a program with a key is not its owner. */
    public Optional<String> account() {
        return id.startsWith(USER) ? Optional.of(id.substring(USER.length())) : Optional.empty();
    }

    public boolean isAgent() { return roles.contains(AGENT); }

    /** The role under which this identity gives feedback: an agent's counts at once, a customer's is reviewed first. */
    public String role() {
        return isAgent() ? AGENT : CUSTOMER;
    }

    /** Whether this identity may read and judge what belongs to {@code owner}. */
    public boolean maySee(String owner) {
        return isAgent() || id.equals(owner);
    }
}
