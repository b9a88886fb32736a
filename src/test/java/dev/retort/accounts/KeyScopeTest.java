package dev.retort.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.retort.security.UserRole;
import org.junit.jupiter.api.Test;

class KeyScopeTest {
    @Test
    void aRouteReachesWhatIsBelowItAndNothingBesideIt() {
        KeyScope scope = new KeyScope(UserRole.AGENT, List.of("GET /api/runs", "POST /api/feedback"));

        assertThat(scope.reaches("GET", "/api/runs")).isTrue();
        assertThat(scope.reaches("GET", "/api/runs/r1/curve")).isTrue();
        assertThat(scope.reaches("POST", "/api/feedback")).isTrue();
        assertThat(scope.reaches("POST", "/api/runs")).isFalse();
        assertThat(scope.reaches("GET", "/api/runs-of-others")).isFalse();
        assertThat(scope.reaches("GET", "/api")).isFalse();
    }

    @Test
    void withoutRoutesTheRoleSaysIt() {
        assertThat(new KeyScope(UserRole.AGENT, List.of()).reaches("DELETE", "/api/contacts")).isTrue();
    }

    @Test
    void aKeyDoesTheLesserOfWhatItAndItsOwnerMay() {
        KeyScope operator = new KeyScope(UserRole.OPERATOR, List.of());

        assertThat(operator.within(UserRole.ADMIN)).isEqualTo(UserRole.OPERATOR);
        assertThat(operator.within(UserRole.AGENT)).isEqualTo(UserRole.AGENT);
        assertThat(operator.within(UserRole.CUSTOMER)).isEqualTo(UserRole.CUSTOMER);
    }

    @Test
    void aRouteIsAMethodAndAPath() {
        assertThat(KeyScope.isRoute("GET /api/runs")).isTrue();
        for (String wrong : new String[]{"/api/runs", "get /api/runs", "GET api/runs", "GET /api/*", "GET /a b", "TRACE /api",
                "GET /api\0"}) {
            assertThat(KeyScope.isRoute(wrong)).as(wrong).isFalse();
        }
    }
}
