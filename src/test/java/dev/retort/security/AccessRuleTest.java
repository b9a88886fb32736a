package dev.retort.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;

import org.junit.jupiter.api.Test;

class AccessRuleTest {
    private static final class Unmarked {}

    @PermitAll
    private static final class Open {
        @RolesAllowed("operator")
        void narrower() {}

        @DenyAll
        void closed() {}

        void same() {}
    }

    @Test
    void whatHasNoRuleIsForNobody() {
        AccessRule rule = AccessRule.of(Unmarked.class);

        assertThat(rule.stated()).isFalse();
        for (UserRole role : UserRole.values()) {
            assertThat(rule.allows(role.held())).as(role.word()).isFalse();
        }
        assertThat(rule.named()).isEqualTo("nobody");
    }

    @Test
    void aMethodsRuleGoesBeforeItsClasss() throws NoSuchMethodException {
        AccessRule narrower = AccessRule.of(Open.class.getDeclaredMethod("narrower"), Open.class);
        assertThat(narrower.allows(UserRole.AGENT.held())).isFalse();
        assertThat(narrower.allows(UserRole.OPERATOR.held())).isTrue();
        assertThat(narrower.named()).isEqualTo("operator");

        assertThat(AccessRule.of(Open.class.getDeclaredMethod("closed"), Open.class).allows(UserRole.ADMIN.held())).isFalse();
        assertThat(AccessRule.of(Open.class.getDeclaredMethod("same"), Open.class).everybody()).isTrue();
    }

    @Test
    void eachRoleHoldsThoseBelowItButNobodyElseIsACustomer() {
        assertThat(UserRole.CUSTOMER.held()).containsExactly("customer");
        assertThat(UserRole.AGENT.held()).containsExactly("agent");
        assertThat(UserRole.ADMIN.held()).containsExactlyInAnyOrder("agent", "operator", "admin");
        assertThat(UserRole.of("operator")).contains(UserRole.OPERATOR);
        assertThat(UserRole.of("root")).isEmpty();
    }
}
