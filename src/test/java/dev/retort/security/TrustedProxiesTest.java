package dev.retort.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.junit.jupiter.api.Test;

class TrustedProxiesTest {
    @Test
    void anEmptyListIsRefusedBecauseItWouldTrustEverybody() {
        assertThatThrownBy(() -> TrustedProxies.check(List.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retort.security.trusted-proxies is empty");
        assertThatCode(() -> TrustedProxies.check(List.of("10.0.0.0/8"))).doesNotThrowAnyException();
    }
}
