package dev.retort.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import dev.retort.local.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    private static Origins origins(String allowed) {
        return new Origins(Settings.of(SecurityConfig.class,
                Map.of("retort.security.allowed-origins", allowed, "retort.security.secrets", "target/secrets")));
    }

    @ParameterizedTest
    @CsvSource({"https://shop.example, https://shop.example", "https://Shop.Example/, https://shop.example",
            "https://shop.example:443, https://shop.example", "http://localhost:3000, http://localhost:3000",
            "http://[::1]:80, http://[::1]"})
    void anOriginIsKnownHoweverItIsWritten(String configured, String origin) {
        assertThat(origins(configured).allowed()).containsExactly(origin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example", "*", "https://*.example", "https://shop.example/path", "null", "ftp://shop.example"})
    void whatIsNoOriginIsRefusedByName(String configured) {
        assertThatThrownBy(() -> origins(configured)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retort.security.allowed-origins has '" + configured + "'");
    }
}
