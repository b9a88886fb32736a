package dev.retort.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.retort.Patience;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServicesIT {
    private static final Map<String, String> ENVIRONMENT = Map.of("RETORT_POSTGRES_BINARIES",
            Path.of("target", "postgres-binaries").toAbsolutePath().toString());

    @TempDir
    Path folder;

    @Test
    void aSecondStartFindsRowsAndEventsOnTheSamePorts() throws Exception {
        var home = new Home(folder.resolve("home"));
        Map<String, String> first;
        try (var services = LocalServices.start(home, ENVIRONMENT)) {
            services.await();
            first = services.properties();
            write(first);
        }
        try (var services = LocalServices.start(home, ENVIRONMENT)) {
            services.await();
            assertThat(services.properties()).isEqualTo(first);
            assertHolds(services.properties());
        }
    }

    @Test
    void kafkasPortsAreItsOwnFromTheBeginning() throws Exception {
        var home = new Home(folder.resolve("home"));
        try (var services = LocalServices.start(home, ENVIRONMENT)) {
            for (String name : List.of("kafka", "kafka-controller")) {
                assertThatThrownBy(() -> Ports.listenOn(port(home, name))).as(name).isInstanceOf(BindException.class);
            }
            services.await();
            assertThat(services.properties()).containsEntry("kafka.bootstrap.servers", "127.0.0.1:" + port(home, "kafka"));
        }
    }

    @Test
    void portsThatSomebodyElseHasTakenAreLeftForOthers() throws Exception {
        var home = new Home(Files.createDirectories(folder.resolve("home")));
        var names = List.of("kafka", "kafka-controller", "postgres");
        try (var first = Ports.listenOn(0); var second = Ports.listenOn(0); var third = Ports.listenOn(0)) {
            var taken = Stream.of(first, second, third).map(channel -> channel.socket().getLocalPort()).toList();
            for (int i = 0; i < names.size(); i++) {
                Ports.of(home).remember(names.get(i), taken.get(i));
            }
            try (var services = LocalServices.start(home, ENVIRONMENT)) {
                services.await();
                write(services.properties());
                assertHolds(services.properties());
                for (String name : names) {
                    assertThat(taken).doesNotContain(port(home, name));
                }
            }
        }
    }

    /** Both have had the same ports before, so that each start is a race for each of them. */
    @Test
    void twoProcessesThatStartAtOnceBothRun() throws Exception {
        Path log = folder.resolve("log");
        List<Home> homes = List.of(new Home(folder.resolve("one")), new Home(folder.resolve("other")));
        for (int round = 0; round < 3; round++) {
            if (round > 0) {
                Files.copy(homes.get(0).folder().resolve("ports.properties"), homes.get(1).folder().resolve("ports.properties"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            try (ChildJvm one = ChildJvm.start(OneStart.class, log, homes.get(0).folder().toString());
                    ChildJvm other = ChildJvm.start(OneStart.class, log, homes.get(1).folder().toString())) {
                for (ChildJvm process : List.of(one, other)) {
                    process.lineWith("ready");
                }
                one.goOn();
                other.goOn();
                for (ChildJvm process : List.of(one, other)) {
                    process.lineWith("up");
                    assertThat(process.exitCode()).isZero();
                }
            }
        }
    }

    /** The main class of the processes that start at once. */
    static final class OneStart {
        public static void main(String[] args) throws Exception {
            System.out.println("ready");
            System.in.read();
            try (var services = LocalServices.start(new Home(Path.of(args[0])), ENVIRONMENT)) {
                services.await();
                try (var connection = connect(services.properties()); var admin = admin(services.properties())) {
                    admin.describeCluster().nodes().get();
                    assertThat(connection.isValid(0)).isTrue();
                }
                System.out.println("up");
            }
            System.exit(0);
        }
    }

    @Test
    void aHomeServesOneProcessAndItsNumberIsNamed() throws Exception {
        var home = new Home(folder.resolve("home"));
        try (var lock = HomeLock.take(home)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> LocalServices.start(home, ENVIRONMENT)).isInstanceOf(HomeInUseException.class)
                    .hasMessageContaining(home.folder().toString()).hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void afterAKillTheDatabaseLeftBehindIsStoppedAndNothingIsLost() throws Exception {
        var home = new Home(folder.resolve("home"));
        long orphan;
        try (ChildJvm server = ChildJvm.start(StandingServices.class, folder.resolve("log"), home.folder().toString())) {
            server.lineWith("up");
            orphan = database(home);
        }
        assertThat(ProcessHandle.of(orphan)).as("the database server outlives the kill").isPresent();
        try (var services = LocalServices.start(home, ENVIRONMENT)) {
            services.await();
            Patience.await().until(() -> ProcessHandle.of(orphan).isEmpty());
            assertHolds(services.properties());
        }
    }

    @Test
    void onAFullDiskTheServicesRestAndGoOnWhenThereIsRoom() throws Exception {
        var free = new AtomicLong(1 << 20);
        var told = new CopyOnWriteArrayList<String>();
        var failures = new CopyOnWriteArrayList<IOException>();
        var home = new Home(folder.resolve("home"));
        try (var services = LocalServices.start(home, ENVIRONMENT, new DiskRoom(home.folder(), 1 << 10, free::get))) {
            services.whenRoomChanges(told::add);
            services.whenFailed(failures::add);
            services.await();
            Map<String, String> properties = services.properties();
            write(properties);

            free.set(0);
            Patience.await().until(() -> told.size() == 1);
            assertThat(told.get(0)).contains(home.folder().toString()).contains("not recorded").contains("free some space");
            Patience.await().until(() -> refuses(port(home, "kafka")));
            free.set(1 << 20);
            Patience.await().until(() -> told.size() == 2);
            assertHolds(properties);

            // a disk that filled too fast: PostgreSQL has ended by itself
            free.set(0);
            Patience.await().until(() -> told.size() == 3);
            ProcessHandle database = ProcessHandle.of(database(home)).orElseThrow();
            database.destroyForcibly();
            Patience.await().until(() -> !database.isAlive());
            Patience.await().until(() -> services.databaseHasEnded());
            free.set(1 << 20);
            Patience.await().until(() -> told.size() == 4);
            Patience.await().ignoreExceptions().untilAsserted(() -> assertHolds(properties));
            assertThat(failures).isEmpty();
        }
    }

    private static boolean refuses(int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    private static long database(Home home) throws IOException {
        return Long.parseLong(Files.readAllLines(home.folder().resolve("postgres/data/postmaster.pid")).get(0).trim());
    }

    /** The main class of the process that is killed. */
    static final class StandingServices {
        public static void main(String[] args) throws Exception {
            var services = LocalServices.start(new Home(Path.of(args[0])), ENVIRONMENT);
            services.await();
            write(services.properties());
            System.out.println("up");
            new CountDownLatch(1).await();
        }
    }

    private static void write(Map<String, String> properties) throws Exception {
        try (var connection = connect(properties); var statement = connection.createStatement()) {
            statement.execute("create table note (text text)");
            statement.execute("insert into note values ('kept')");
        }
        try (var admin = admin(properties)) {
            admin.createTopics(List.of(new NewTopic("notes", 1, (short) 1))).all().get();
        }
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", properties.get("kafka.bootstrap.servers"), "acks", "all"),
                new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("notes", "key", "kept")).get();
        }
    }

    private static void assertHolds(Map<String, String> properties) throws Exception {
        try (var connection = connect(properties); var rows = connection.createStatement().executeQuery("select text from note")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("kept");
        }
        try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", properties.get("kafka.bootstrap.servers")),
                new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition("notes", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Patience.await().until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
        }
    }

    private static int port(Home home, String name) throws IOException {
        var ports = new Properties();
        try (var in = Files.newInputStream(home.folder().resolve("ports.properties"))) {
            ports.load(in);
        }
        return Integer.parseInt(ports.getProperty(name));
    }

    private static Admin admin(Map<String, String> properties) {
        return Admin.create(Map.of("bootstrap.servers", properties.get("kafka.bootstrap.servers")));
    }

    private static Connection connect(Map<String, String> properties) throws Exception {
        return DriverManager.getConnection(properties.get("quarkus.datasource.jdbc.url"), "postgres", "postgres");
    }
}
