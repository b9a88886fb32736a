package dev.retort.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
    private static final int ROUNDS = 100;

    @TempDir
    Path folder;

    @Test
    void aNameKeepsItsPort() throws IOException {
        int first;
        try (ServerSocketChannel channel = Ports.of(home()).listen("kafka")) {
            first = number(channel);
        }
        try (ServerSocketChannel channel = Ports.of(home()).listen("kafka")) {
            assertThat(number(channel)).isEqualTo(first);
        }
        try (HeldPort held = Ports.of(home()).hold("kafka")) {
            assertThat(held.number()).isEqualTo(first);
        }
    }

    @Test
    void aPortThatSomebodyHasTakenIsLeftForAnotherAndThatOneIsKept() throws IOException {
        try (ServerSocketChannel stranger = Ports.listenOn(0)) {
            Ports.of(home()).remember("kafka", number(stranger));
            int other;
            try (ServerSocketChannel channel = Ports.of(home()).listen("kafka")) {
                other = number(channel);
                assertThat(other).isNotEqualTo(number(stranger));
            }
            try (HeldPort held = Ports.of(home()).hold("kafka")) {
                assertThat(held.number()).isEqualTo(other);
            }
        }
    }

    @Test
    void whatIsNoPortInTheFileIsPassedOver() throws IOException {
        Files.createDirectories(home().folder());
        Files.writeString(home().folder().resolve("ports.properties"), "kafka=many\npostgres=123456789\n");
        try (ServerSocketChannel channel = Ports.of(home()).listen("kafka"); HeldPort held = Ports.of(home()).hold("postgres")) {
            assertThat(number(channel)).isPositive();
            assertThat(held.number()).isPositive();
        }
    }

    @Test
    void aHeldPortRefusesConnectionsAndLetsOnlyOneListen() throws IOException {
        try (HeldPort held = HeldPort.on(Ports.LOOPBACK, 0); Socket client = new Socket()) {
            assertThatThrownBy(() -> client.connect(new InetSocketAddress(Ports.LOOPBACK, held.number())))
                    .isInstanceOf(ConnectException.class);
            try (ServerSocketChannel meant = Ports.listenOn(held.number())) {
                assertThat(number(meant)).isEqualTo(held.number());
                assertThatThrownBy(() -> Ports.listenOn(held.number())).isInstanceOf(BindException.class);
                assertThatThrownBy(() -> HeldPort.on(Ports.LOOPBACK, held.number())).isInstanceOf(BindException.class);
            }
        }
    }

    /** The more ports are taken and let go again before they are used, the surer one of them is given out twice. */
    @Test
    void twoProcessesThatTakePortsAtOnceNeverGetTheSame() throws Exception {
        Path log = folder.resolve("log");
        try (ChildJvm one = ChildJvm.start(Taker.class, log, folder.resolve("one").toString());
                ChildJvm other = ChildJvm.start(Taker.class, log, folder.resolve("other").toString())) {
            for (ChildJvm taker : List.of(one, other)) {
                taker.lineWith("ready");
            }
            one.goOn();
            other.goOn();
            List<String> taken = Stream.of(one.lineWith("took").split(" "), other.lineWith("took").split(" "))
                    .flatMap(words -> Stream.of(words).skip(1)).toList();
            assertThat(taken).hasSize(2 * 3 * ROUNDS).doesNotHaveDuplicates();
        }
    }

    /** Takes the ports of a hundred homes, and has them until it is killed. */
    static final class Taker {
        public static void main(String[] args) throws Exception {
            System.out.println("ready");
            System.in.read();
            List<AutoCloseable> kept = new ArrayList<>();
            List<String> numbers = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                Home home = new Home(Files.createDirectories(Path.of(args[0], Integer.toString(round))));
                Ports ports = Ports.of(home);
                LocalKafka.Sockets sockets = LocalKafka.Sockets.listen(ports, "kafka", "kafka-controller");
                HeldPort postgres = ports.hold("postgres");
                kept.addAll(List.of(sockets, postgres));
                numbers.addAll(
                        Stream.of(number(sockets.broker()), number(sockets.controller()), postgres.number()).map(String::valueOf).toList());
            }
            System.out.println("took " + String.join(" ", numbers));
            new CountDownLatch(1).await();
            assertThat(kept).isNotEmpty(); // what nobody refers to may be closed
        }
    }

    private Home home() throws IOException {
        return new Home(Files.createDirectories(folder.resolve("home")));
    }

    private static int number(ServerSocketChannel channel) {
        return channel.socket().getLocalPort();
    }
}
