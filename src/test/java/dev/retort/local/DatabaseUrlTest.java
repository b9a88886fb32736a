package dev.retort.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @ParameterizedTest
    @ValueSource(strings = {"postgresql://anna:s3cret@db.example:5433/retort?sslmode=require",
            "postgres://anna:s3cret@db.example:5433/retort?sslmode=require",
            "jdbc:postgresql://anna:s3cret@db.example:5433/retort?sslmode=require",
            "jdbc:postgresql://db.example:5433/retort?user=anna&password=s3cret&sslmode=require"})
    void bothDriversGetTheAddressWithoutTheLogin(String url) {
        assertThat(DatabaseUrl.parse(url).properties()).isEqualTo(Map.of(
                "quarkus.datasource.jdbc.url", "jdbc:postgresql://db.example:5433/retort?sslmode=require",
                "quarkus.datasource.reactive.url", "postgresql://db.example:5433/retort",
                "quarkus.datasource.reactive.postgresql.ssl-mode", "require",
                "quarkus.datasource.reactive.trust-all", "true",
                "quarkus.datasource.username", "anna",
                "quarkus.datasource.password", "s3cret"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {"a${b}c|a${b}c", "a$$b|a$$b", "$|$", "\\$x|\\$x",
            " sp ace | sp ace ", "p\u00E4ss\u20AC|p\u00E4ss\u20AC", "p%C3%A4ss%20%24|p\u00E4ss $", "a@b:c/d?e&f=g#h|a@b:c/d?e&f=g#h",
            "a+b|a+b",
            "100%25|100%"})
    void aPasswordReachesTheDriversAsItIs(String written, String meant) {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://anna:%s@[::1]:5433/retort".formatted(written));
        assertThat(url.password()).isEqualTo(meant);
        assertThat(url.server()).isEqualTo("postgresql://[::1]:5433/retort");
        var config = new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(Map.of("password", PlainValue.of(meant)), "test", 1)).build();
        assertThat(config.getValue("password", String.class)).isEqualTo(meant);
    }

    @Test
    void eachDriverGetsTheParametersInItsOwnWords(@TempDir Path folder) throws Exception {
        Path roots = Files.writeString(folder.resolve("authority, ours.pem"), "");
        assertThat(DatabaseUrl
                .parse("postgresql://host/name?sslmode=verify-full&sslrootcert=%s&ApplicationName=shop&search_path=a,b&connect_timeout=7"
                        .formatted(roots))
                .properties()).isEqualTo(Map.of(
                        "quarkus.datasource.jdbc.url",
                        "jdbc:postgresql://host/name?ApplicationName=shop&connectTimeout=7&currentSchema=a%%2Cb&sslmode=verify-full&sslrootcert=%s"
                                .formatted(DatabaseUrl.encoded(roots.toString())),
                        "quarkus.datasource.reactive.url", "postgresql://host/name",
                        "quarkus.datasource.reactive.postgresql.ssl-mode", "verify-full",
                        "quarkus.datasource.reactive.trust-certificate-pem", "true",
                        "quarkus.datasource.reactive.trust-certificate-pem.certs", roots.toString().replace(",", "\\,"),
                        "quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS",
                        "quarkus.datasource.reactive.additional-properties.application_name", "shop",
                        "quarkus.datasource.reactive.additional-properties.search_path", "a,b"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"pgbouncer=true|pgbouncer", "prepareThreshold=0|prepareThreshold", "sslmode=on|sslmode is 'on'",
            "sslmode=verify-ca&sslrootcert=/none.pem|sslrootcert names /none.pem", "connect_timeout=soon|connect_timeout"})
    void aParameterThatCannotBeFollowedIsNamed(String query, String named) {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://anna:s3cret@host/name?" + query))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RETORT_DB_URL: the parameter " + named).hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://anna:s3cret@host/name", "postgresql://anna:s3cret@host", "not a url s3cret",
            "postgresql://anna:s3cret@one:1,two:2/name", "postgresql://anna:s3cret%@host/name"})
    void anythingElseIsRefusedWithoutShowingThePassword(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RETORT_DB_URL").hasMessageNotContaining("s3cret");
    }

    @Test
    void aLoginMayBeLeftOut() {
        assertThat(DatabaseUrl.parse("postgresql://host/name").properties()).doesNotContainKey("quarkus.datasource.username");
    }

    @Test
    void withoutAWordOnEncryptionItIsUsedWhereTheServerCan() {
        assertThat(DatabaseUrl.parse("postgresql://host/name").properties())
                .containsEntry("quarkus.datasource.jdbc.url", "jdbc:postgresql://host/name?sslmode=prefer")
                .containsEntry("quarkus.datasource.reactive.postgresql.ssl-mode", "prefer");
    }
}
