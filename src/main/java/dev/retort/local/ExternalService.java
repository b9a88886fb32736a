package dev.retort.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.retort.time.Stopwatch;

/**
 * A service that the environment names. The start waits for it, so that its absence is told in one line and not by whatever needs it first.
 *
 * @param variable the environment variable that says where it is
 */
record ExternalService(String name, String address, String variable, Probe probe) {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int CONNECT_SECONDS = 5;

    /** Returns if the service answers. */
    @FunctionalInterface
    interface Probe {
        void connect() throws IOException, SQLException;
    }

    /** Reachable when one of the brokers takes a connection. */
    static ExternalService kafka(String brokers) {
        List<InetSocketAddress> addresses = Stream.of(brokers.split(",")).map(ExternalService::broker).toList();
        return new ExternalService("Kafka", brokers, "RETORT_KAFKA", () -> {
            IOException last = new IOException("no broker is named");
            for (InetSocketAddress address : addresses) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_SECONDS * 1000);
                    return;
                } catch (IOException e) {
                    last = e;
                }
            }
            throw last;
        });
    }

    private static InetSocketAddress broker(String broker) {
        String[] parts = broker.strip().replaceFirst("^\\w+://", "").split(":(?=\\d{1,5}$)");
        if (parts.length != 2 || parts[0].isEmpty() || Integer.parseInt(parts[1]) > 65_535) {
            throw new IllegalArgumentException("RETORT_KAFKA is not of the form host:port,host:port: " + broker.strip());
        }
        return InetSocketAddress.createUnresolved(parts[0], Integer.parseInt(parts[1]));
    }

    /** Reachable when it lets this login in. */
    static ExternalService postgres(DatabaseUrl url) {
        return new ExternalService("PostgreSQL", url.server(), DatabaseUrl.VARIABLE, () -> {
            var login = new Properties();
            if (!url.parameters().values().containsKey("connect_timeout")) {
                login.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
            }
            login.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
            if (!url.user().isEmpty()) {
                login.setProperty("user", url.user());
                login.setProperty("password", url.password());
            }
            DriverManager.getConnection(url.jdbc(), login).close();
        });
    }

    /**
     * Waits until it answers, and says once that it waits.
     *
     * @throws IOException naming it, its address and what is wrong, if it does not answer in time or answers that it never will
     */
    void await(Duration patience, Consumer<String> say) throws IOException {
        var waited = new Stopwatch();
        boolean told = false;
        while (true) {
            try {
                probe.connect();
                if (told) {
                    say.accept("%s at %s is there".formatted(name, address));
                }
                return;
            } catch (IOException | SQLException e) {
                String problem = "%s at %s cannot be reached: %s".formatted(name, address, Reasons.of(e));
                if (isFinal(e) || waited.isPast(patience)) {
                    throw new IOException("%s; %s says where it is".formatted(problem, variable), e);
                }
                if (!told) {
                    say.accept("%s; waiting up to %d s for it".formatted(problem, patience.toSeconds()));
                    told = true;
                }
            }
            pause();
        }
    }

    /** Wrong logins (SQLSTATE class 28) and a database that is not there (3D) do not go away by waiting. */
    private static boolean isFinal(Exception problem) {
        return problem instanceof SQLException refused && refused.getSQLState() != null
                && (refused.getSQLState().startsWith("28") || refused.getSQLState().startsWith("3D"));
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
