package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.Patience;
import dev.retort.local.Home;
import dev.retort.local.Program;
import dev.retort.model.ModelConfig;
import dev.retort.model.RandomModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with a model that takes its time, and a place for one reply: what happens in the middle of a reply. */
class SlowModelIT {
    private static final String DELTA = "response.output_text.delta";
    private static final int LONG = 500;

    @TempDir
    Path folder;

    @Test
    void aReplyCanBeCancelledLeftAndEndedByTheServer() throws Exception {
        Path model = folder.resolve("model");
        RandomModel.write(model, new ModelConfig(257, 1024, 512, 8, 8, 2048, 1e-5, 256), 7);
        Map<String, String> settings = Map.of("RETORT_MODEL", model.toString(), "RETORT_SERVING_MAX_SEQUENCES", "1",
                "RETORT_CHAT_STOP_WITHIN", "PT0.2S");
        try (Program program = Program.serve(new Home(folder.resolve("home")), folder.resolve("log"), settings)) {
            aCancelledReplyKeepsWhatWasSaidAndItsPlaceIsFree(program);
            aReplyGoesOnWithoutItsReaderAndWaitsForHim(program);
            aReplyThatIsBeingWrittenIsRecordedWhenTheServerStops(program);
        }
    }

    private static void aCancelledReplyKeepsWhatWasSaidAndItsPlaceIsFree(Program program) throws IOException {
        try (ChatClient first = ChatClient.open(program.ready().url(), "", Map.of());
                ChatClient second = ChatClient.open(program.ready().url(), "", Map.of())) {
            JsonNode opened = first.expect("conversation.created");
            second.expect("conversation.created");
            first.message("long", "Tell me everything", LONG);
            List<JsonNode> frames = new ArrayList<>(List.of(first.expect("response.created")));
            frames.add(first.expect(DELTA));
            second.message("short", "Hi", 3);
            second.expect("response.created");
            for (int i = 0; i < 5; i++) {
                frames.add(first.expect(DELTA));
            }
            assertThat(second.rest()).as("there is one place, and it is taken").isEmpty();

            first.send("{'type':'cancel'}");
            frames.addAll(first.until("response.done"));
            JsonNode done = frames.get(frames.size() - 1);
            assertThat(done.path("finishReason").asText()).isEqualTo("cancelled");
            assertThat(done.path("recorded").asBoolean()).isTrue();
            assertThat(done.at("/usage/completionTokens").asInt()).isLessThan(LONG);
            assertThat(done.path("text").asText()).isEqualTo(text(frames)).isNotEmpty();
            assertThat(second.until("response.done")).as("its turn has come").hasSizeGreaterThan(1);

            try (ChatClient later = ChatClient.open(program.ready().url(), "?conversation=" + opened.path("conversationId").asText(),
                    ChatClient.bearer(opened.path("visitorToken").asText()))) {
                assertThat(later.expect("conversation.created").at("/turns/1/content").asText()).isEqualTo(text(frames));
            }
        }
    }

    private static void aReplyGoesOnWithoutItsReaderAndWaitsForHim(Program program) throws IOException {
        ChatClient client = ChatClient.open(program.ready().url(), "", Map.of());
        JsonNode opened = client.expect("conversation.created");
        client.message("m", "Hello", 60);
        client.expect("response.created");
        client.expect(DELTA);
        client.vanish();

        try (ChatClient back = ChatClient.open(program.ready().url(), "?conversation=" + opened.path("conversationId").asText(),
                ChatClient.bearer(opened.path("visitorToken").asText()))) {
            assertThat(back.expect("conversation.created").path("turns")).as("the message, not yet its reply").hasSize(1);
            List<JsonNode> response = back.until("response.done");
            JsonNode done = response.get(response.size() - 1);
            List<JsonNode> deltas = response.subList(1, response.size() - 1);
            assertThat(response.get(0).path("messageId").asText()).isEqualTo("m");
            assertThat(deltas.stream().map(d -> d.path("index").asInt())).isEqualTo(IntStream.range(0, deltas.size()).boxed().toList());
            assertThat(done.path("text").asText()).isEqualTo(text(response));
            assertThat(done.path("finishReason").asText()).isEqualTo("length");
            assertThat(done.at("/usage/completionTokens").asInt()).isEqualTo(60);
            assertThat(done.path("recorded").asBoolean()).isTrue();
        }
    }

    private static void aReplyThatIsBeingWrittenIsRecordedWhenTheServerStops(Program program) throws Exception {
        try (ChatClient client = ChatClient.open(program.ready().url(), "", Map.of())) {
            client.expect("conversation.created");
            client.message("m", "Tell me more", LONG);
            List<JsonNode> frames = new ArrayList<>(List.of(client.expect("response.created"), client.expect(DELTA)));
            List<ProcessHandle> database = program.databaseProcesses();

            boolean ctrlC = Program.hearsCtrlC();
            assertThat(program.stop(ctrlC ? "INT" : "TERM")).isEqualTo(ctrlC ? 130 : 143);
            assertThat(client.closeCode()).isEqualTo(1001);
            frames.addAll(client.rest());
            JsonNode done = frames.get(frames.size() - 1);
            assertThat(done.path("type").asText()).isEqualTo("response.done");
            assertThat(done.path("finishReason").asText()).isEqualTo("cancelled");
            assertThat(done.path("recorded").asBoolean()).isTrue();
            assertThat(done.path("text").asText()).isEqualTo(text(frames));
            Patience.await().until(() -> database.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    private static String text(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.path("delta").asText()).collect(Collectors.joining());
    }
}
