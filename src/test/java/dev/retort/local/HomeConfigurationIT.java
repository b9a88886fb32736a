package dev.retort.local;

import static dev.retort.Patience.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.client.ServerReply;
import dev.retort.tuning.ConfigurationFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home's settings are obeyed by the server on this home, and by its trainings. */
class HomeConfigurationIT {
    private static final int CONNECTIONS = 30;

    @TempDir
    Path folder;

    @Test
    void theServersRunsHaveTheHomesSettingsAndTheEnvironmentCountsMore() throws Exception {
        Home home = new Home(folder.resolve("home"));
        new ConfigurationFile(home.configuration()).write(new String[]{"as tune does"}, Map.of("retort.training.learning-rate", "0.0123",
                "retort.training.epochs", "3", "retort.training.rows", "5", "retort.training.schedule", "linear",
                "retort.max-connections", Integer.toString(CONNECTIONS), "quarkus.http.idle-timeout", "5s"));
        Map<String, String> settings = Map.of("RETORT_MODEL", Path.of("src/test/resources/tiny-gpt2/model").toString(),
                "RETORT_TRAINING_ROWS", "6", "RETORT_LOOP_SETTLE", "PT0.1S");
        try (Program program = Program.serve(home, folder.resolve("log"), settings)) {
            ServerAddress server = program.ready();
            try (ChatConnection chat = ChatConnection.open(HttpClient.newHttpClient(), server)) {
                ServerReply reply = chat.ask("Where is my rake?", OptionalDouble.of(0), written -> {});
                assertThat(post(server, "api/feedback",
                        Map.of("exchangeId", reply.exchangeId(), "verdict", "corrected", "betterReply", "On its way."))).isEqualTo(202);
            }
            await().ignoreExceptions().until(() -> given().header("Authorization", "Bearer " + server.token().orElseThrow())
                    .get(server.url().resolve("api/examples?source=correction")).jsonPath().getList("items").size() == 1);
            await().ignoreExceptions().until(() -> post(server, "api/runs", Map.of()) == 202);
            JsonNode used = await().ignoreExceptions() // a file that is being written cannot be read yet
                    .until(() -> new ObjectMapper().readTree(job(home).orElseThrow().toFile()).path("hyperparameters"),
                            read -> !read.isEmpty());
            assertThat(used.path("learningRate").asDouble()).isEqualTo(0.0123);
            assertThat(used.path("epochs").asInt()).isEqualTo(3);
            assertThat(used.path("schedule").asText()).isEqualToIgnoringCase("linear");
            assertThat(used.path("rows").asInt()).as("from the environment").isEqualTo(6);
            connectionsAreBoundedAndSilentOnesEnd(server);
        }
    }

    @Test
    void aFileThatIsNoneIsToldInOneLineAndEndsTheStartWithTwo() throws Exception {
        Home home = new Home(folder.resolve("home"));
        Files.createDirectories(home.configuration().getParent());
        Files.writeString(home.configuration(), "retort.training.rows=\\u12\n");
        try (Program program = Program.serve(home, folder.resolve("log"), Map.of())) {
            assertThat(program.exitCode()).as(program.said()).isEqualTo(2);
            assertThat(program.said().lines()).singleElement().asString().startsWith("retort serve: " + home.configuration() + ": ");
        }
    }

    /** More connections than there may be: some end at once and the silent ones after a while. Then there is room again. */
    private static void connectionsAreBoundedAndSilentOnesEnd(ServerAddress server) throws IOException {
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * CONNECTIONS; i++) {
                Socket client = new Socket(server.url().getHost(), server.url().getPort());
                client.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
                clients.add(client);
            }
            long answered = clients.stream()
                    .filter(client -> firstByte(client, "GET /q/health/live HTTP/1.1\r\nHost: here\r\n\r\n") == 'H').count();
            assertThat(answered).as("of %d at once", clients.size()).isBetween(1L, (long) CONNECTIONS);
            assertThat(clients).as("silent from now on").allMatch(HomeConfigurationIT::ends);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        await().ignoreExceptions()
                .untilAsserted(() -> given().get(server.url().resolve("q/health/live")).then().statusCode(200));
        try (Socket client = new Socket(server.url().getHost(), server.url().getPort())) { // says half of what it wants, and then nothing
            client.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
            assertThat(firstByte(client, "POST /v1/chat/completions HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\n{")).isNegative();
        }
    }

    /** Negative if the connection ends instead. */
    private static int firstByte(Socket client, String request) {
        try {
            client.getOutputStream().write(request.getBytes(UTF_8));
            return client.getInputStream().read();
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException("neither answered nor ended", e);
        } catch (IOException e) {
            return -1;
        }
    }

    private static boolean ends(Socket client) {
        try {
            client.getInputStream().transferTo(OutputStream.nullOutputStream()); // what is left of the answer
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // closed before it was read
        }
    }

    private static int post(ServerAddress server, String path, Map<String, String> body) {
        return given().header("Authorization", "Bearer " + server.token().orElseThrow())
                .header("Idempotency-Key", UUID.nameUUIDFromBytes(path.getBytes(UTF_8)).toString()).contentType("application/json")
                .body(body)
                .post(server.url().resolve(path)).statusCode();
    }

    private static Optional<Path> job(Home home) throws IOException {
        Path runs = home.folder().resolve("runs");
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(runs)) {
            List<Path> jobs = files.filter(file -> file.getFileName().toString().equals("job.json")).toList();
            return jobs.stream().findFirst();
        }
    }
}
