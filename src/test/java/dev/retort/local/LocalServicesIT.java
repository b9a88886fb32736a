package dev.retort.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

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
        Process server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), StandingServices.class.getName(),
                home.folder().toString()).redirectError(folder.resolve("log").toFile()).start();
        long orphan;
        try (var out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.lines().anyMatch("up"::equals)).as("log: %s", folder.resolve("log")).isTrue();
            orphan = Long.parseLong(Files.readAllLines(home.folder().resolve("postgres/data/postmaster.pid")).get(0).trim());
        } finally {
            server.destroyForcibly().waitFor();
        }
        assertThat(ProcessHandle.of(orphan)).as("the database server outlives the kill").isPresent();
        try (var services = LocalServices.start(home, ENVIRONMENT)) {
            services.await();
            Patience.await().until(() -> ProcessHandle.of(orphan).isEmpty());
            assertHolds(services.properties());
        }
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
        try (var admin = Admin.create(Map.of("bootstrap.servers", properties.get("kafka.bootstrap.servers")))) {
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

    private static Connection connect(Map<String, String> properties) throws Exception {
        return DriverManager.getConnection(properties.get("quarkus.datasource.jdbc.url"), "postgres", "postgres");
    }
}
