package dev.retort.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @ParameterizedTest
    @ValueSource(strings = {"postgresql://anna:s3cret@db.example:5433/retort?sslmode=require",
            "postgres://anna:s3cret@db.example:5433/retort?sslmode=require",
            "jdbc:postgresql://anna:s3cret@db.example:5433/retort?sslmode=require"})
    void bothDriversGetTheAddressWithoutTheLogin(String url) {
        assertThat(DatabaseUrl.parse(url).properties()).isEqualTo(Map.of(
                "quarkus.datasource.jdbc.url", "jdbc:postgresql://db.example:5433/retort?sslmode=require",
                "quarkus.datasource.reactive.url", "postgresql://db.example:5433/retort?sslmode=require",
                "quarkus.datasource.username", "anna",
                "quarkus.datasource.password", "s3cret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://anna:s3cret@host/name", "postgresql://anna:s3cret@host", "not a url s3cret"})
    void anythingElseIsRefusedWithoutShowingThePassword(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RETORT_DB_URL").hasMessageNotContaining("s3cret");
    }

    @Test
    void aLoginMayBeLeftOut() {
        assertThat(DatabaseUrl.parse("postgresql://host/name").properties()).doesNotContainKey("quarkus.datasource.username");
    }
}
