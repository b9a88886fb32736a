package dev.retort.local;

import static dev.retort.Patience.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;

import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.client.ServerReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program on a Kafka and a PostgreSQL of somebody else, which are not there, come, go and come back. */
class OutageIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final String PASSWORD = "p$${x} @:/?\u00E9$$";
    private static final Map<String, String> MODEL = Map.of("RETORT_MODEL", Path.of("src/test/resources/tiny-gpt2/model").toString());

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "RETORT_KAFKA | 127.0.0.1:1 | retort serve: Kafka at 127.0.0.1:1 cannot be reached: Connection refused; RETORT_KAFKA says where it is",
            "RETORT_DB_URL | postgresql://anna:s3cret@127.0.0.1:1/shop | retort serve: PostgreSQL at postgresql://127.0.0.1:1/shop cannot be reached: Connection refused; RETORT_DB_URL says where it is"})
    void whatStaysAwayIsToldInOneLineAndEndsTheStartWithOne(String variable, String address, String told) throws Exception {
        Map<String, String> environment = new HashMap<>(MODEL);
        environment.put(variable, address);
        environment.put("RETORT_START_PATIENCE", "1s");
        Home home = new Home(folder.resolve("home"));
        try (Program program = Program.serve(home, folder.resolve("log"), environment)) {
            assertThat(program.exitCode()).as(program.said()).isEqualTo(1);
            assertThat(program.said().lines()).last().isEqualTo(told);
            assertThat(program.said()).doesNotContain("s3cret").doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"RETORT_KAFKA | broker | RETORT_KAFKA is not of the form host:port,host:port: broker",
            "RETORT_DB_URL | mysql://anna:s3cret@db/shop | RETORT_DB_URL is not of the form postgresql://user:password@host:port/name",
            "RETORT_DB_URL | postgresql://anna:s3cret@db/shop?pgbouncer=true | RETORT_DB_URL: the parameter pgbouncer can't be followed by both drivers; those that can are application_name, connect_timeout, options, search_path, sslmode, sslrootcert",
            "RETORT_START_PATIENCE | long | RETORT_START_PATIENCE is 'long', expected a duration such as 60s or PT2M"})
    void whatIsNoAddressIsToldInOneLineAndEndsTheStartWithTwo(String variable, String value, String told) throws Exception {
        Map<String, String> environment = new HashMap<>(MODEL);
        environment.put(variable, value);
        try (Program program = Program.serve(new Home(folder.resolve("home")), folder.resolve("log"), environment)) {
            assertThat(program.exitCode()).as(program.said()).isEqualTo(2);
            assertThat(program.said().lines()).last().isEqualTo("retort serve: " + told);
        }
    }

    @Test
    void aServerWaitsForItsServicesAndOutlivesTheirAbsence() throws Exception {
        Home home = new Home(Files.createDirectories(folder.resolve("home")));
        Services services = Services.held(folder.resolve("services"));
        Map<String, String> environment = new HashMap<>(MODEL);
        environment.put("RETORT_KAFKA", "127.0.0.1:" + services.kafkaPort());
        environment.put("RETORT_MEMORY", "shadow"); // what is corrected is to be the model's own reply each time
        LocalKafka kafka = null;
        LocalPostgres postgres = services.postgres();
        EncryptedLogins.require(folder.resolve("services/postgres/data"), postgres.port(), "a\u00F1a", PASSWORD);
        postgres.close();
        postgres = services.postgres();
        environment.put("RETORT_DB_URL", "postgresql://a\u00F1a:%s@127.0.0.1:%d/postgres?sslmode=require&application_name=shop"
                .formatted(PASSWORD, services.postgresPort()));
        try (services; Program program = Program.serve(home, folder.resolve("log"), environment)) {
            await().until(() -> program.said().contains("Kafka at 127.0.0.1:" + services.kafkaPort() + " cannot be reached"));
            kafka = services.kafka();
            ServerAddress server = program.ready();
            assertThat(program.said().lines().filter(line -> line.contains("cannot be reached"))).hasSize(1);
            try (ChatConnection chat = ChatConnection.open(HttpClient.newHttpClient(), server)) {
                ServerReply first = ask(chat);
                assertThat(first.recorded()).isTrue();
                correct(server, first);
                corrections(server, 1);
                remembered(server, 1);
                String flagged = flag(server, ask(chat));

                kafka.close();
                ServerReply unrecorded = ask(chat);
                assertThat(unrecorded.recorded()).isFalse();
                assertThat(unrecorded.whole()).isTrue();
                away(server);
                better(server, flagged);
                kafka = services.kafka();
                remembered(server, 2);
                correctWhenPossible(server, unrecorded);
                corrections(server, 3);
                remembered(server, 3);
                await().until(() -> ask(chat).recorded());

                postgres.close();
                ServerReply meanwhile = ask(chat);
                assertThat(meanwhile.recorded()).isTrue();
                correct(server, meanwhile);
                away(server);
                postgres = services.postgres();
                corrections(server, 4);
                await().until(() -> health(server, "q/health/ready").equals("UP"));
                assertThat(program.said()).doesNotContain("Node may not be available").doesNotContain("SRMSG18206")
                        .doesNotContain("SRMSG18212");
            }
        } finally {
            if (kafka != null) {
                kafka.close();
            }
            postgres.close();
        }
    }

    /** The ports stay held while nothing listens on them: nobody else gets one, and who connects is refused. */
    private record Services(Path folder, HeldPort kafkaHeld, HeldPort controllerHeld, HeldPort postgresHeld) implements AutoCloseable {
        static Services held(Path folder) throws IOException {
            return new Services(folder, HeldPort.on(Ports.LOOPBACK, 0), HeldPort.on(Ports.LOOPBACK, 0), HeldPort.on(Ports.LOOPBACK, 0));
        }

        int kafkaPort() {
            return kafkaHeld.number();
        }

        int postgresPort() {
            return postgresHeld.number();
        }

        LocalKafka kafka() throws IOException {
            var sockets = new LocalKafka.Sockets(Ports.listenOn(kafkaPort()), Ports.listenOn(controllerHeld.number()));
            return LocalKafka.start(folder.resolve("kafka"), sockets, problem -> {});
        }

        LocalPostgres postgres() throws IOException {
            return LocalPostgres.start(folder.resolve("postgres"), Program.POSTGRES_BINARIES,
                    attempt -> HeldPort.on(Ports.LOOPBACK, postgresPort()));
        }

        @Override
        public void close() throws IOException {
            kafkaHeld.close();
            controllerHeld.close();
            postgresHeld.close();
        }
    }

    private static ServerReply ask(ChatConnection chat) throws IOException {
        return chat.ask("Hi " + System.nanoTime(), OptionalDouble.of(0), written -> {});
    }

    private static void correct(ServerAddress server, ServerReply reply) {
        assertThat(correction(server, reply)).isEqualTo(202);
    }

    private static void correctWhenPossible(ServerAddress server, ServerReply reply) {
        await().until(() -> correction(server, reply) == 202);
    }

    private static int correction(ServerAddress server, ServerReply reply) {
        return given().header("Authorization", "Bearer " + server.token().orElseThrow())
                .header("Idempotency-Key", UUID.nameUUIDFromBytes(reply.exchangeId().getBytes(UTF_8)).toString())
                .contentType("application/json")
                .body(Map.of("exchangeId", reply.exchangeId(), "verdict", "corrected", "betterReply", "Better."))
                .post(server.url().resolve("api/feedback")).statusCode();
    }

    private static void corrections(ServerAddress server, int count) {
        await().ignoreExceptions().until(() -> given().header("Authorization", "Bearer " + server.token().orElseThrow())
                .get(server.url().resolve("api/examples?source=correction")).jsonPath().getList("items").size() == count);
    }

    /** All approved corrections act, also those that were approved while Kafka was away. */
    private static void remembered(ServerAddress server, int count) {
        await().ignoreExceptions().until(() -> given().header("Authorization", "Bearer " + server.token().orElseThrow())
                .get(server.url().resolve("api/memory")).jsonPath().getInt("state.corrections") == count);
    }

    /** @return the example that waits for a reviewer */
    private static String flag(ServerAddress server, ServerReply reply) {
        given().header("Authorization", "Bearer " + server.token().orElseThrow()).contentType("application/json")
                .body(Map.of("exchangeId", reply.exchangeId(), "verdict", "flagged")).post(server.url().resolve("api/feedback")).then()
                .statusCode(202);
        return await().ignoreExceptions().until(() -> given().header("Authorization", "Bearer " + server.token().orElseThrow())
                .get(server.url().resolve("api/reviews")).jsonPath().getString("items[0].exampleId"), java.util.Objects::nonNull);
    }

    private static void better(ServerAddress server, String example) {
        given().header("Authorization", "Bearer " + server.token().orElseThrow()).contentType("application/json")
                .body(Map.of("exampleId", example, "decision", "approve", "betterReply", "Reviewed."))
                .post(server.url().resolve("api/reviews"))
                .then().statusCode(200);
    }

    /** Health says that something is missing, but not that a restart would help. */
    private static void away(ServerAddress server) {
        await().until(() -> health(server, "q/health/ready").equals("DOWN"));
        await().during(Duration.ofSeconds(8)).atMost(LONG).until(() -> health(server, "q/health/live").equals("UP"));
    }

    private static String health(ServerAddress server, String path) {
        return given().get(server.url().resolve(path)).jsonPath().getString("status");
    }
}
