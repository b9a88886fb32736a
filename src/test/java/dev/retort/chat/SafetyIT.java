package dev.retort.chat;

import static dev.retort.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.local.Home;
import dev.retort.local.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unsafe replies of the bundled model, as customers, reviewers and a restarted server see them. */
class SafetyIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASKED = "What is the time limit for sending something back?";
    private static final String UNSAFE = "30 days";
    private static final String INSTEAD = "Somebody will call you.";

    @TempDir
    Path folder;
    private Path standards = Path.of("");

    @BeforeEach
    void whatIsUnsafe() throws IOException {
        standards = Files.writeString(folder.resolve("standards.json"), """
                {"unsafe": [{"name": "time limit", "pattern": "\\\\b30 days\\\\b", "invented": true}]}""");
    }

    @Test
    void aWithheldReplyIsNeverShownAndOneThatIsOnlyFlaggedStreams() throws Exception {
        Home home = new Home(folder.resolve("home"));
        String conversation;
        String visitor;
        JsonNode done;
        try (Program program = serve(home, "withhold")) {
            try (ChatClient customer = ChatClient.open(program.ready().url(), "", Map.of())) {
                JsonNode opened = customer.expect("conversation.created");
                conversation = opened.path("conversationId").asText();
                visitor = opened.path("visitorToken").asText();
                List<JsonNode> response = ask(customer, "one", ASKED);
                done = last(response);
                assertThat(response).as("created, a delta, done").hasSize(3);
                assertThat(response.get(1).path("delta").asText()).isEqualTo(INSTEAD);
                assertThat(done.path("text").asText()).isEqualTo(INSTEAD);
                assertThat(done.path("withheld").asBoolean()).isTrue();
                assertThat(done.path("safety")).isEqualTo(JSON.readTree("[{\"rule\": \"time limit\"}]"));
                assertThat(response.toString()).doesNotContain(UNSAFE);

                JsonNode safe = last(ask(customer, "two", "Do you have kettles?"));
                assertThat(safe.path("text").asText()).isNotBlank().isNotEqualTo(INSTEAD);
                assertThat(safe.has("safety")).isFalse();
                assertThat(safe.has("withheld")).isFalse();

                assertThat(ask(customer, "one", ASKED)).as("asked again").isEqualTo(response);
            }
            try (ChatClient customer = resume(program, conversation, visitor)) {
                aPastTurnThatIsWithheld(customer.expect("conversation.created"));
                assertThat(last(ask(customer, "one", ASKED))).as("asked again after coming back").isEqualTo(done);
            }
            reviewersSeeWhatWasWritten(program, done.path("exchangeId").asText(), visitor);
            assertThat(program.stop("TERM")).isEqualTo(143);
        }

        try (Program program = serve(home, "flag")) {
            try (ChatClient customer = resume(program, conversation, visitor)) {
                aPastTurnThatIsWithheld(customer.expect("conversation.created"));
                assertThat(last(ask(customer, "one", ASKED))).as("asked again after a restart").isEqualTo(done);
            }
            aReplyThatIsOnlyFlaggedStreamsAndGoesToTheReviewers(program);
        }
    }

    private static void aReplyThatIsOnlyFlaggedStreamsAndGoesToTheReviewers(Program program) throws Exception {
        try (ChatClient customer = ChatClient.open(program.ready().url(), "", Map.of())) {
            customer.expect("conversation.created");
            List<JsonNode> response = ask(customer, "one", ASKED);
            JsonNode done = last(response);
            assertThat(response).as("it streams").hasSizeGreaterThan(4);
            assertThat(done.path("text").asText()).contains(UNSAFE);
            assertThat(done.path("safety")).isEqualTo(JSON.readTree("[{\"rule\": \"time limit\", \"text\": \"30 days\"}]"));
            assertThat(done.has("withheld")).isFalse();
            assertThat(last(ask(customer, "one", ASKED))).as("asked again").isEqualTo(done);

            JsonNode flag = example(program, done.path("exchangeId").asText(), 1);
            assertThat(flag.at("/feedback/by").asText()).isEqualTo("retort:safety");
            assertThat(flag.path("rejected").asText()).isEqualTo(done.path("text").asText());
            assertThat(customer.rest()).isEmpty();
        }
    }

    /** The customer can judge it as any other reply; what is judged is what the model wrote, not what was said in its place. */
    private static void reviewersSeeWhatWasWritten(Program program, String exchange, String visitor) throws Exception {
        JsonNode flag = example(program, exchange, 1);
        assertThat(flag.path("source").asText()).isEqualTo("flag");
        assertThat(flag.path("state").asText()).isEqualTo("pending");
        assertThat(flag.path("rejected").asText()).contains(UNSAFE);
        assertThat(flag.at("/feedback/by").asText()).isEqualTo("retort:safety");
        assertThat(flag.at("/feedback/comment").asText()).isEqualTo("found by the safety check: time limit; the reply was withheld");

        assertThat(post(program, "api/feedback", visitor, """
                {"exchangeId": "%s", "verdict": "praised"}""".formatted(exchange)).statusCode()).isEqualTo(202);
        assertThat(post(program, "api/feedback", program.ready().token().orElseThrow(), """
                {"exchangeId": "%s", "verdict": "corrected", "betterReply": "Ask us."}""".formatted(exchange)).statusCode()).isEqualTo(202);
        JsonNode correction = example(program, exchange, 2);
        assertThat(correction.path("source").asText()).as("praise of what stood in its place teaches nothing").isEqualTo("correction");
        assertThat(correction.path("chosen").asText()).isEqualTo("Ask us.");
        assertThat(correction.path("rejected").asText()).isEqualTo(flag.path("rejected").asText());
    }

    private static void aPastTurnThatIsWithheld(JsonNode created) throws IOException {
        JsonNode reply = created.path("turns").path(1);
        assertThat(reply.path("content").asText()).isEqualTo(INSTEAD);
        assertThat(reply.path("withheld").asBoolean()).isTrue();
        assertThat(reply.path("safety")).isEqualTo(JSON.readTree("[{\"rule\": \"time limit\"}]"));
        assertThat(created.path("turns").path(3).has("withheld")).isFalse();
        assertThat(created.toString()).doesNotContain(UNSAFE);
    }

    /** Without a memory: it would say the correction of the unsafe reply in its place, and nothing would be left to see. */
    private Program serve(Home home, String action) throws IOException {
        return Program.serve(home, folder.resolve("log"), Map.of("RETORT_SAFETY_ACTION", action, "RETORT_SAFETY_STANDARDS",
                standards.toString(), "RETORT_SAFETY_INSTEAD", INSTEAD, "RETORT_MEMORY", "off"));
    }

    private static ChatClient resume(Program program, String conversation, String visitor) throws IOException {
        return ChatClient.open(program.ready().url(), "?conversation=" + conversation, ChatClient.bearer(visitor));
    }

    /** The likeliest reply, so that it is always the same. */
    private static List<JsonNode> ask(ChatClient customer, String id, String text) {
        customer.send("{'type':'message','id':'%s','text':'%s','sampling':{'temperature':0,'maxTokens':40}}".formatted(id, text));
        return customer.until("response.done");
    }

    private static JsonNode last(List<JsonNode> frames) {
        return frames.get(frames.size() - 1);
    }

    /** The newest of the examples that an exchange has, once they are so many. */
    private static JsonNode example(Program program, String exchange, int count) {
        return await().until(() -> StreamSupport
                .stream(get(program, "api/examples?exchange=" + exchange).path("items").spliterator(), false).toList(),
                items -> items.size() == count).get(count - 1);
    }

    private static JsonNode get(Program program, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(program.ready().url() + path))
                .header("Authorization", "Bearer " + program.ready().token().orElseThrow()).build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static HttpResponse<String> post(Program program, String path, String token, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(program.ready().url() + path)).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
