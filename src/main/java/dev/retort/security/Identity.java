package dev.retort.security;

import java.util.Set;

import io.quarkus.security.identity.SecurityIdentity;

/**
 * The identity of whoever asks. The holder of the login token is {@code agent}, one of a token of their own
 * {@code agent:NAME}, of an account {@code user:NAME}, everybody else a visitor with an id of their own.
 *
 * @param id "agent", "agent:" or "user:" and a name, or "visitor-" and 22 random characters
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
        return new Identity("user:" + name, role.held());
    }

    static Identity visitor(String id) {
        return new Identity(id, Set.of(CUSTOMER));
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
