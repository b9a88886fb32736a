package dev.retort.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {
    @TempDir
    Path folder;
    private final List<ServerSocketChannel> strangers = new ArrayList<>();

    @AfterEach
    void strangersLeave() throws IOException {
        for (ServerSocketChannel stranger : strangers) {
            stranger.close();
        }
    }

    @Test
    void aPortTakenBetweenItsChoiceAndItsUseIsLeftForAnother() throws Exception {
        try (LocalPostgres server = start(attempt -> attempt < 3 ? taken() : HeldPort.on(Ports.LOOPBACK, 0))) {
            assertThat(strangers).hasSize(2);
            String url = "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(server.port());
            try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
                    var rows = connection.createStatement().executeQuery("show data_directory")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo(folder.resolve("data").toString());
            }
        }
    }

    @Test
    void onePortAfterTheOtherTakenIsToldAndNothingIsLeft() throws Exception {
        assertThatThrownBy(() -> start(attempt -> taken())).isInstanceOf(IOException.class)
                .hasMessageStartingWith("PostgreSQL did not start in " + folder)
                .hasMessageEndingWith("could not bind IPv4 address \"127.0.0.1\": Address already in use");
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void damagedDataAreToldAfterOneAttempt() throws Exception {
        start(attempt -> HeldPort.on(Ports.LOOPBACK, 0)).close();
        Files.delete(folder.resolve("data/global/pg_control"));
        var attempts = new AtomicInteger();
        assertThatThrownBy(() -> start(attempt -> {
            attempts.incrementAndGet();
            return HeldPort.on(Ports.LOOPBACK, 0);
        }))
                .isInstanceOf(IOException.class).hasMessageContaining("pg_control").hasMessageContaining("No such file");
        assertThat(attempts).hasValue(1);
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    }

    /** Somebody listens on a port that was held until then. */
    private HeldPort taken() throws IOException {
        HeldPort held = HeldPort.on(Ports.LOOPBACK, 0);
        strangers.add(Ports.listenOn(held.number()));
        return held;
    }

    private LocalPostgres start(LocalPostgres.PortChoice ports) throws IOException {
        return LocalPostgres.start(folder, Program.POSTGRES_BINARIES, ports);
    }
}
