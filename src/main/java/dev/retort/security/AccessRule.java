package dev.retort.security;

import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;

/**
 * A rule of who may use a route or send a frame. It stands as an annotation on the code that is asked: {@link RolesAllowed}, {@link PermitAll} or
 * {@link DenyAll}. What has none of them is for nobody.
 *
 * @param stated whether the code says it; what says nothing is denied
 * @param everybody whether no role is asked for
 * @param roles the words of the roles, one of which is asked for otherwise
 */
public record AccessRule(boolean stated, boolean everybody, Set<String> roles) {
    private static final AccessRule UNSTATED = new AccessRule(false, false, Set.of());

    public AccessRule {
        roles = Set.copyOf(roles);
    }

    /** The rule of the first of these that has one: a method's goes before its class's. */
    public static AccessRule of(AnnotatedElement... nearestFirst) {
        return Arrays.stream(nearestFirst).flatMap(AccessRule::on).findFirst().orElse(UNSTATED);
    }

    /** Whether somebody may who holds these roles. */
    public boolean allows(Set<String> held) {
        return everybody || !Collections.disjoint(roles, held);
    }

    /** The roles in the order of what they may, as a refusal names them. */
    public String named() {
        return roles.isEmpty() ? "nobody" : UserRole.words().stream().filter(roles::contains).collect(Collectors.joining(" or "));
    }

    private static Stream<AccessRule> on(AnnotatedElement code) {
        RolesAllowed allowed = code.getAnnotation(RolesAllowed.class);
        if (allowed != null) {
            return Stream.of(new AccessRule(true, false, Set.of(allowed.value())));
        }
        if (code.isAnnotationPresent(DenyAll.class)) {
            return Stream.of(new AccessRule(true, false, Set.of()));
        }
        return code.isAnnotationPresent(PermitAll.class) ? Stream.of(new AccessRule(true, true, Set.of())) : Stream.empty();
    }
}
