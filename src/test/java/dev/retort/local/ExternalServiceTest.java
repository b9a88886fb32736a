package dev.retort.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalServiceTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<String> said = new ArrayList<>();

    @Test
    void oneBrokerThatAnswersIsEnough() throws IOException {
        try (var broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ExternalService.kafka("127.0.0.1:1, PLAINTEXT://127.0.0.1:" + broker.getLocalPort()).await(Duration.ZERO, said::add);
        }
        assertThat(said).isEmpty();
    }

    @Test
    void waitingIsToldOnceAndItsEndToo() throws IOException {
        var tries = new AtomicInteger();
        new ExternalService("Thing", "there:1", "RETORT_THING", () -> {
            if (tries.incrementAndGet() < 3) {
                throw new SQLException("no route", "08001");
            }
        }).await(LONG, said::add);
        assertThat(said).containsExactly("Thing at there:1 cannot be reached: no route; waiting up to 60 s for it",
                "Thing at there:1 is there");
    }

    @Test
    void whatDoesNotComeIsNamedWithTheVariableThatNamesIt() {
        assertThatThrownBy(() -> ExternalService.kafka("127.0.0.1:1").await(Duration.ZERO, said::add)).isInstanceOf(IOException.class)
                .hasMessage("Kafka at 127.0.0.1:1 cannot be reached: Connection refused; RETORT_KAFKA says where it is");
    }

    @Test
    void aWrongPasswordIsNotWaitedFor() {
        var refused = new ExternalService("Thing", "there:1", "RETORT_THING", () -> {
            throw new SQLException("wrong password", "28P01");
        });
        assertThatThrownBy(() -> refused.await(LONG, said::add)).isInstanceOf(IOException.class).hasMessageContaining("wrong password");
        assertThat(said).isEmpty();
    }

    @Test
    void theDatabasesAddressIsShownWithoutItsLogin() {
        ExternalService postgres = ExternalService.postgres(DatabaseUrl.parse("postgresql://anna:s3cret@127.0.0.1:1/shop?sslmode=disable"));
        assertThatThrownBy(() -> postgres.await(Duration.ZERO, said::add)).isInstanceOf(IOException.class).hasMessage(
                "PostgreSQL at postgresql://127.0.0.1:1/shop cannot be reached: Connection refused; RETORT_DB_URL says where it is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker", "broker:", ":9092", "broker:port", "broker:99999", "a:1,b"})
    void anAddressWithoutAPortIsRefused(String brokers) {
        assertThatThrownBy(() -> ExternalService.kafka(brokers)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RETORT_KAFKA is not of the form host:port");
    }
}
