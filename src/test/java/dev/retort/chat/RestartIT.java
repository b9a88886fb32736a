package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.Patience;
import dev.retort.local.Home;
import dev.retort.local.Program;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program is killed in the middle of things and started again on the same home. */
class RestartIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> SETTINGS = Map.of("RETORT_MODEL",
            Path.of("src", "test", "resources", "tiny-gpt2", "model").toAbsolutePath().toString());
    private static final String CORRECTED = "{'type':'feedback','id':'ticket','exchangeId':'%s','verdict':'corrected','betterReply':'%s'}";
    /** Accepted before the kill. */
    private static final int ENOUGH = 40;

    @TempDir
    Path folder;

    @Test
    void aKillLosesNothingThatWasAcknowledgedAndAllIsAsItWas() throws Exception {
        Home home = new Home(folder.resolve("home"));
        Chat chat;
        Set<String> acknowledged;
        try (Program program = Program.serve(home, folder.resolve("log"), SETTINGS)) {
            program.ready();
            try (ChatClient customer = ChatClient.open(program.ready().url(), "", Map.of())) {
                chat = chat(program, customer);
                acknowledged = feedbackUntilKilled(program, customer, chat.exchangeId(2));
                acknowledged.add(chat.ticket);
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(ENOUGH);

        try (Program program = Program.serve(home, folder.resolve("log"), SETTINGS)) {
            assertThat(program.ready().token().orElseThrow()).isEqualTo(chat.loginToken);
            assertThat(get(program, "api/me").path("roles").toString()).contains("agent");
            assertThat(get(program, "api/models").path("champion")).isEqualTo(chat.champion);
            try (ChatClient customer = ChatClient.open(program.ready().url(), "?conversation=" + chat.conversation,
                    ChatClient.bearer(chat.visitorToken))) {
                theConversationIsAsItWas(customer, chat);
                sentAgainNothingCountsTwice(customer, chat);
                everyPieceOfFeedbackIsThereOnce(program, acknowledged);
                List<ProcessHandle> database = program.databaseProcesses();
                // the server's own workers stay; those for one task, autovacuum's for one, may have ended since
                assertThat(database).hasSizeGreaterThan(1).first().matches(ProcessHandle::isAlive);
                assertThat(program.stop("TERM")).isEqualTo(143);
                assertThat(customer.closeCode()).isEqualTo(1001);
                Patience.await().until(() -> database.stream().noneMatch(ProcessHandle::isAlive));
            }
        }
        afterAStopInOrderAStartIsQuickAndQuiet(home);
    }

    private void afterAStopInOrderAStartIsQuickAndQuiet(Home home) throws Exception {
        try (Program program = Program.serve(home, folder.resolve("quiet"), SETTINGS)) {
            program.ready();
            assertThat(brokerSession(program)).as("so long a start waits for the broker before").isLessThan(Duration.ofSeconds(5));
            assertThat(program.said()).doesNotContain("ERROR", "Exception");
        }
    }

    private static Duration brokerSession(Program program) throws Exception {
        var broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + program.port("kafka")))) {
            String millis = admin.describeConfigs(List.of(broker)).all().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS).get(broker)
                    .get("broker.session.timeout.ms").value();
            return Duration.ofMillis(Long.parseLong(millis));
        }
    }

    private record Chat(String conversation, String visitorToken, String loginToken, JsonNode champion, List<List<JsonNode>> responses,
            String ticket) {
        String exchangeId(int number) {
            return responses.get(number - 1).get(0).path("exchangeId").asText();
        }

        JsonNode done(int number) {
            List<JsonNode> frames = responses.get(number - 1);
            return frames.get(frames.size() - 1);
        }
    }

    private static Chat chat(Program program, ChatClient customer) throws IOException, InterruptedException {
        JsonNode opened = customer.expect("conversation.created");
        List<List<JsonNode>> responses = new ArrayList<>();
        for (String text : List.of("Hello", "And you?")) {
            customer.message(text, text, 4);
            responses.add(customer.until("response.done"));
        }
        customer.send(CORRECTED.formatted(responses.get(0).get(0).path("exchangeId").asText(), "Hi!"));
        String ticket = customer.expect("feedback.accepted").path("feedbackId").asText();
        return new Chat(opened.path("conversationId").asText(), opened.path("visitorToken").asText(), program.ready().token().orElseThrow(),
                get(program, "api/models").path("champion"), responses, ticket);
    }

    /** Gives feedback without a pause, kills the program in the middle of it, and returns what was accepted. */
    private static Set<String> feedbackUntilKilled(Program program, ChatClient customer, String exchangeId) throws InterruptedException {
        Semaphore onTheirWay = new Semaphore(20);
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0;; i++) {
                    onTheirWay.acquire();
                    customer.send("{'type':'feedback','id':'s-%d','exchangeId':'%s','verdict':'flagged','comment':'%d'}".formatted(i,
                            exchangeId, i));
                }
            } catch (CompletionException | InterruptedException killed) {
                // that is what this waits for
            }
        });
        sender.start();
        Set<String> accepted = new TreeSet<>();
        while (accepted.size() < ENOUGH) {
            accepted.add(customer.expect("feedback.accepted").path("feedbackId").asText());
            onTheirWay.release();
        }
        program.kill();
        customer.awaitEnd();
        customer.rest().stream().filter(frame -> frame.path("type").asText().equals("feedback.accepted"))
                .forEach(frame -> accepted.add(frame.path("feedbackId").asText()));
        sender.interrupt();
        sender.join();
        return accepted;
    }

    private static void everyPieceOfFeedbackIsThereOnce(Program program, Set<String> acknowledged) throws Exception {
        Map<String, Integer> inKafka = new HashMap<>();
        new Topic("127.0.0.1:" + program.port("kafka")).events("retort.feedback", event -> true)
                .forEach(event -> inKafka.merge(event.path("feedbackId").asText(), 1, Integer::sum));
        assertThat(acknowledged).allSatisfy(id -> assertThat(inKafka.get(id)).isEqualTo(1));
        try (Connection database = DriverManager
                .getConnection("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(program.port("postgres")), "postgres", "postgres")) {
            Patience.await().until(() -> counts(database, "select id, count(*) from feedback group by id")
                    .keySet().containsAll(acknowledged));
            assertThat(counts(database, "select id, count(*) from feedback group by id").values()).containsOnly(1);
            assertThat(counts(database,
                    "select chosen, count(*) from example where source = 'correction' and chosen is not null group by chosen"))
                    .isEqualTo(Map.of("Hi!", 1));
            assertThat(counts(database, "select reason, 1 from dead_letter")).isEmpty();
        }
    }

    private static Map<String, Integer> counts(Connection database, String query) throws SQLException {
        Map<String, Integer> counts = new HashMap<>();
        try (var statement = database.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getInt(2));
            }
        }
        return counts;
    }

    private static void theConversationIsAsItWas(ChatClient customer, Chat chat) {
        JsonNode resumed = customer.expect("conversation.created");
        assertThat(resumed.path("resumed").asBoolean()).isTrue();
        assertThat(resumed.path("turns").findValuesAsText("content")).containsExactly("Hello", chat.done(1).path("text").asText(),
                "And you?", chat.done(2).path("text").asText());
        assertThat(resumed.path("turns").findValuesAsText("messageId")).containsExactly("Hello", "And you?");
        assertThat(resumed.path("turns").findValuesAsText("exchangeId")).containsExactly(chat.exchangeId(1), chat.exchangeId(2));
        assertThat(resumed.path("model")).isEqualTo(chat.done(2).path("model"));
    }

    private static void sentAgainNothingCountsTwice(ChatClient customer, Chat chat) {
        customer.message("And you?", "And you?", 4);
        List<JsonNode> again = customer.until("response.done");
        assertThat(again.get(0)).isEqualTo(chat.responses.get(1).get(0));
        assertThat(again.get(again.size() - 1)).isEqualTo(chat.done(2));
        customer.message("And you?", "Something else", 4);
        assertThat(customer.expect("error").path("status").asInt()).isEqualTo(409);

        customer.send(CORRECTED.formatted(chat.exchangeId(1), "Hi!"));
        assertThat(customer.expect("feedback.accepted").path("feedbackId").asText()).isEqualTo(chat.ticket);
        customer.send(CORRECTED.formatted(chat.exchangeId(1), "Another reply"));
        assertThat(customer.expect("error").path("status").asInt()).isEqualTo(409);
        assertThat(customer.ask("Go on", 2).path("recorded").asBoolean()).isTrue();
    }

    private static JsonNode get(Program program, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(program.ready().url() + path))
                .header("Authorization", "Bearer " + program.ready().token().orElseThrow()).build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body());
    }
}
