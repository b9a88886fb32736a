package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.Patience;
import dev.retort.curation.CurationStore;
import dev.retort.events.Topics;
import dev.retort.local.StackResource;
import dev.retort.security.ExchangeIds;
import dev.retort.security.Identity;
import dev.retort.security.Secrets;
import dev.retort.serving.LiveModel;
import dev.retort.serving.ServedVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chats over the real WebSocket with a real, if tiny, model: it speaks nonsense, but always the same nonsense. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class ChatIT {
    @TestHTTPResource
    URI http;

    @Inject
    Topic topic;

    @Inject
    ServedModel served;

    @Inject
    LiveModel live;

    @Inject
    Secrets secrets;

    @Inject
    ExchangeIds exchangeIds;

    @Inject
    Conversations conversations;

    @Inject
    CurationStore store;

    @BeforeEach
    void aModelServes() {
        served.await();
    }

    /** The tiny model says "heCus" to this, which the test's standards call unsafe. */
    @Test
    void conversationsThatFillTheMemoryMakeRoomFromTheOldestAndThoseInUseStay() {
        served.await();
        try (ChatClient client = ChatClient.open(http, "", Map.of())) {
            String connected = client.expect("conversation.created").path("conversationId").asText();
            Identity stranger = new Identity("visitor-stranger", Set.of(Identity.CUSTOMER));
            String text = "a".repeat(1 << 20); // one text in memory, however many say it
            List<Conversation> opened = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Conversation conversation = conversations.open(stranger);
                opened.add(conversation);
                conversation.finish(new Exchange("x", Optional.empty(), text, "No.", Optional.empty()), new OutFrame.Delta("x", 0, ""),
                        Instant.now());
                conversations.makeRoom();
            }

            List<Conversation> held = conversations.all();
            assertThat(held).extracting(Conversation::id).contains(connected, opened.get(99).id()).doesNotContain(opened.get(0).id());
            assertThat(held.stream().filter(opened::contains).count()).isBetween(50L, 64L); // of 2 MB each, in 128 MB
            conversations.forgetUnusedSince(Instant.now().plusSeconds(1));
            assertThat(conversations.all()).doesNotContainAnyElementsOf(opened);
        }
    }

    @Test
    void anUnsafeReplySaysSoAtItsEndAndAgainWhenItIsAskedForAgain() {
        try (ChatClient client = visitor()) {
            client.message("m1", "Safe", 32);
            JsonNode done = last(client.until("response.done"));
            assertThat(done.path("text").asText()).contains("heCus");
            assertThat(done.at("/safety/0/rule").asText()).isEqualTo("nonsense");
            assertThat(done.at("/safety/0/text").asText()).isEqualTo("heCus");

            client.message("m1", "Safe", 32);
            assertThat(last(client.until("response.done"))).isEqualTo(done);
            client.message("m2", "Hello", 8);
            assertThat(last(client.until("response.done")).has("safety")).isFalse();
        }
    }

    @Test
    void aReplyIsStreamedAndNamesItsModel() {
        try (ChatClient client = visitor()) {
            JsonNode opened = client.expect("conversation.created");
            assertThat(opened.path("resumed").asBoolean()).isFalse();
            assertThat(opened.has("turns")).isFalse();
            assertThat(opened.path("conversationId").asText()).matches("c-[A-Za-z0-9_-]{22}");
            assertThat(opened.at("/model/version").asText()).isEqualTo(live.current().orElseThrow().version());

            client.message("m1", "Hello", 8);
            List<JsonNode> response = client.until("response.done");

            JsonNode created = response.get(0);
            assertThat(created.path("type").asText()).isEqualTo("response.created");
            assertThat(created.path("messageId").asText()).isEqualTo("m1");
            assertThat(created.at("/model/digest").asText()).isEqualTo(live.current().orElseThrow().digest());
            assertThat(created.path("modelChanged").asBoolean()).isFalse();
            JsonNode done = response.get(response.size() - 1);
            List<JsonNode> deltas = response.subList(1, response.size() - 1);
            assertThat(deltas).allSatisfy(d -> assertThat(d.path("type").asText()).isEqualTo("response.output_text.delta"));
            assertThat(deltas.stream().map(d -> d.path("index").asInt())).isEqualTo(IntStream.range(0, deltas.size()).boxed().toList());
            assertThat(deltas.stream().map(d -> d.path("delta").asText()).collect(Collectors.joining()))
                    .isEqualTo(done.path("text").asText());
            assertThat(done.path("exchangeId").asText()).isEqualTo(created.path("exchangeId").asText());
            assertThat(done.path("recorded").asBoolean()).isTrue();
            assertThat(done.path("finishReason").asText()).isIn("stop", "length");
            assertThat(done.at("/usage/completionTokens").asInt()).isBetween(1, 8);
            assertThat(done.at("/usage/promptTokens").asInt()).isPositive();
            assertThat(done.at("/timings/totalMs").isNumber()).isTrue();
        }
    }

    @Test
    void anAgentsQuestionMayStayUnrecordedAndAVisitorsMayNot() {
        try (ChatClient client = ChatClient.open(http, "", agent())) {
            String conversation = client.expect("conversation.created").path("conversationId").asText();
            client.send("{'type':'message','text':'Hello','record':false}");
            JsonNode done = last(client.until("response.done"));
            assertThat(done.path("text").asText()).isNotEmpty();
            assertThat(done.path("recorded").asBoolean(true)).isFalse();
            client.ask("Safe", 2);
            List<JsonNode> events = topic.events("retort.exchanges", event -> event.path("conversationId").asText().equals(conversation));
            assertThat(events).hasSize(1);
            assertThat(events.get(0).path("turn").asInt()).as("it is said before all the same").isEqualTo(1);
            assertThat(events.get(0).path("prompt")).hasSize(3);
        }
        try (ChatClient client = visitor()) {
            client.expect("conversation.created");
            client.send("{'type':'message','id':'m','text':'Hello','record':false}");
            JsonNode error = client.expect("error");
            assertThat(error.path("status").asInt()).isEqualTo(403);
            assertThat(error.path("detail").asText()).contains("field record", "sign in as an agent");
            assertThat(error.path("messageId").asText()).isEqualTo("m");
        }
    }

    @Test
    void whatWasSaidBeforeIsPartOfTheNextPrompt() {
        try (ChatClient client = visitor()) {
            client.expect("conversation.created");
            JsonNode first = client.ask("Hi", 3);
            JsonNode second = client.ask("Hi", 3);

            int more = second.at("/usage/promptTokens").asInt() - first.at("/usage/promptTokens").asInt();
            assertThat(more).as("tokens of the first message and its reply").isGreaterThan(first.at("/usage/promptTokens").asInt());
        }
    }

    @Test
    void aConversationLongerThanTheContextForgetsItsOldestTurns() {
        try (ChatClient client = visitor()) {
            client.expect("conversation.created");
            for (int i = 0; i < 12; i++) {
                assertThat(client.ask("Hello there", 8).at("/usage/promptTokens").asInt()).isLessThanOrEqualTo(56);
            }
        }
    }

    @Test
    void anEndOfTextThatIsTypedIsPlainText() {
        try (ChatClient client = visitor()) {
            client.expect("conversation.created");
            int plain = client.ask("<|endoftext|>", 1).at("/usage/promptTokens").asInt();

            assertThat(plain).as("its characters and the end of the turn, not one special token").isGreaterThan(4);
        }
    }

    @Test
    void aMessageSentTwiceIsAnsweredOnce() {
        try (ChatClient client = visitor()) {
            String conversation = client.expect("conversation.created").path("conversationId").asText();
            client.message("same", "Hello", 4);
            JsonNode first = last(client.until("response.done"));
            client.message("same", "Hello", 4);
            JsonNode again = last(client.until("response.done"));

            assertThat(again).isEqualTo(first);
            client.message("same", "Another text", 4);
            assertThat(client.expect("error").path("status").asInt()).isEqualTo(409);
            client.vanish();
            try (ChatClient later = ChatClient.open(http, "?conversation=" + conversation, agent())) {
                assertThat(later.expect("conversation.created").path("turns")).hasSize(2);
            }
        }
    }

    @Test
    void aRunningResponseIsCancelledAndItsTextIsKept() {
        try (ChatClient client = visitor()) {
            String conversation = client.expect("conversation.created").path("conversationId").asText();
            client.message("m", "Hi", 500);
            client.expect("response.created");
            client.send("{'type':'cancel'}");
            JsonNode done = last(client.until("response.done"));

            assertThat(done.path("finishReason").asText()).isIn("cancelled", "length", "stop");
            assertThat(client.ask("Go on", 2).path("recorded").asBoolean()).isTrue();
            try (ChatClient later = ChatClient.open(http, "?conversation=" + conversation, agent())) {
                assertThat(later.expect("conversation.created").at("/turns/1/content")).isEqualTo(done.path("text"));
            }
        }
    }

    @Test
    void aSecondMessageWaitsForTheFirstToBeAnswered() {
        try (ChatClient client = visitor()) {
            client.expect("conversation.created");
            client.message("one", "Hi", 60);
            client.message("two", "Hi again", 2);
            List<JsonNode> frames = client.until("response.done");

            List<JsonNode> errors = frames.stream().filter(f -> f.path("type").asText().equals("error")).toList();
            assertThat(errors).hasSize(1);
            assertThat(errors.get(0).path("status").asInt()).isEqualTo(409);
            assertThat(errors.get(0).path("messageId").asText()).isEqualTo("two");
            assertThat(last(frames).path("messageId").asText()).isEqualTo("one");
        }
    }

    @Test
    void whoeverComesBackFindsTheConversationAndTheReplyThatWasRunning() {
        String conversation;
        String token;
        try (ChatClient client = visitor()) {
            JsonNode opened = client.expect("conversation.created");
            conversation = opened.path("conversationId").asText();
            token = opened.path("visitorToken").asText();
            client.ask("Hello", 4);
            client.message("m2", "And then?", 40);
            client.expect("response.created");
            client.vanish();
        }
        try (ChatClient back = ChatClient.open(http, "?conversation=" + conversation, ChatClient.bearer(token))) {
            JsonNode opened = back.expect("conversation.created");
            assertThat(opened.path("resumed").asBoolean()).isTrue();
            assertThat(opened.path("conversationId").asText()).isEqualTo(conversation);
            assertThat(opened.has("visitorToken")).as("he has one already").isFalse();
            assertThat(opened.at("/turns/0/content").asText()).isEqualTo("Hello");
            assertThat(opened.at("/turns/1/exchangeId").asText()).isNotEmpty();
            assertThat(opened.at("/turns/1/model/version").asText()).isEqualTo(live.current().orElseThrow().version());
            assertThat(opened.at("/turns/2/content").asText()).isEqualTo("And then?");
            if (opened.path("turns").size() == 3) { // still being written: everything from its beginning
                List<JsonNode> response = back.until("response.done");
                assertThat(response.get(0).path("messageId").asText()).isEqualTo("m2");
                assertThat(
                        response.subList(1, response.size() - 1).stream().map(d -> d.path("delta").asText()).collect(Collectors.joining()))
                        .isEqualTo(last(response).path("text").asText());
            }
            back.ask("Thanks", 2);
        }
    }

    @Test
    void someoneElsesConversationIsRefusedAndANewOneOpened() {
        try (ChatClient owner = visitor(); ChatClient agent = ChatClient.open(http, "", agent())) {
            String conversation = owner.expect("conversation.created").path("conversationId").asText();
            agent.expect("conversation.created");
            owner.ask("Hello", 2);
            try (ChatClient other = ChatClient.open(http, "?conversation=" + conversation, Map.of())) {
                assertThat(other.expect("error").path("status").asInt()).isEqualTo(403);
                JsonNode opened = other.expect("conversation.created");
                assertThat(opened.path("conversationId").asText()).isNotEqualTo(conversation);
                assertThat(opened.path("resumed").asBoolean()).isFalse();
            }
            try (ChatClient watching = ChatClient.open(http, "?conversation=" + conversation, agent())) {
                assertThat(watching.expect("conversation.created").path("turns")).hasSize(2);
            }
        }
    }

    @Test
    void twoConnectionsOfOneConversationSeeTheSameReply() {
        try (ChatClient one = ChatClient.open(http, "", agent())) {
            String conversation = one.expect("conversation.created").path("conversationId").asText();
            try (ChatClient two = ChatClient.open(http, "?conversation=" + conversation, agent())) {
                two.expect("conversation.created");
                JsonNode said = one.ask("Hello", 4);

                assertThat(last(two.until("response.done"))).isEqualTo(said);
            }
        }
    }

    @Test
    void aConversationStaysOnItsModelWhileThatIsHeldAndSaysWhenItChanged() throws Exception {
        ServedVersion before = live.current().orElseThrow();
        try (ChatClient old = visitor(); ChatClient fresh = visitor()) {
            List.of(old, fresh).forEach(client -> client.expect("conversation.created"));
            old.ask("Hello", 2);
            served.serve(served.other(1));
            String after = live.current().orElseThrow().version();

            assertThat(begin(old).at("/model/version").asText()).isEqualTo(before.version());
            assertThat(begin(fresh).at("/model/version").asText()).isEqualTo(after);

            served.serve(served.other(2)); // only one old version is held: the conversation's is gone
            JsonNode changed = begin(old);
            assertThat(changed.at("/model/version").asText()).isNotEqualTo(before.version());
            assertThat(changed.path("modelChanged").asBoolean()).isTrue();
        } finally {
            served.serve(served.published(before));
        }
    }

    private static JsonNode begin(ChatClient client) {
        client.message(UUID.randomUUID().toString(), "Hi", 2);
        return client.until("response.done").get(0);
    }

    @Test
    void aConversationThatIsNoLongerInMemoryIsReadBackFromTheStore() {
        String conversation;
        String token;
        JsonNode done;
        try (ChatClient client = visitor()) {
            JsonNode opened = client.expect("conversation.created");
            conversation = opened.path("conversationId").asText();
            token = opened.path("visitorToken").asText();
            client.ask("Hello", 2);
            done = client.ask("Hi", 2);
        }
        Patience.await().until(
                () -> store.conversation(conversation).await().atMost(Patience.LONG).exchanges().size() == 2);
        Patience.await().until(() -> {
            conversations.forgetUnusedSince(Instant.MAX);
            return conversations.held(conversation).isEmpty();
        });

        try (ChatClient other = ChatClient.open(http, "?conversation=" + conversation, Map.of())) {
            assertThat(other.expect("error").path("status").asInt()).isEqualTo(403);
        }
        try (ChatClient back = ChatClient.open(http, "?conversation=" + conversation, ChatClient.bearer(token))) {
            JsonNode opened = back.expect("conversation.created");
            assertThat(opened.path("resumed").asBoolean()).isTrue();
            assertThat(opened.path("turns")).hasSize(4);
            assertThat(opened.at("/turns/0/content").asText()).isEqualTo("Hello");
            assertThat(opened.at("/turns/3/content")).isEqualTo(done.path("text"));
            assertThat(opened.at("/turns/3/exchangeId")).isEqualTo(done.path("exchangeId"));
            back.send("{'type':'feedback','exchangeId':'%s','verdict':'praised'}".formatted(done.path("exchangeId").asText()));
            back.expect("feedback.accepted");
            assertThat(exchangeIds.read(back.ask("Go on", 2).path("exchangeId").asText()).orElseThrow().turn()).isEqualTo(2);
        }
    }

    @Test
    void aMessageSentAgainAfterItsConversationWasReadBackIsAnsweredOnce() {
        JsonNode opened;
        List<JsonNode> first;
        try (ChatClient client = visitor()) {
            opened = client.expect("conversation.created");
            client.ask("Hi", 2);
            client.message("again", "Hello", 3);
            first = client.until("response.done");
        }
        String conversation = opened.path("conversationId").asText();
        assertThat(store.caughtUp(Topics.EXCHANGES, Duration.ofSeconds(30)).await().indefinitely()).isTrue();
        assertThat(store.conversation(conversation).await().atMost(Patience.LONG).exchanges()).hasSize(2);
        Patience.await().until(() -> {
            conversations.forgetUnusedSince(Instant.MAX);
            return conversations.held(conversation).isEmpty();
        });

        try (ChatClient back = ChatClient.open(http, "?conversation=" + conversation,
                ChatClient.bearer(opened.path("visitorToken").asText()))) {
            JsonNode resumed = back.expect("conversation.created");
            assertThat(resumed.at("/turns/2/messageId").asText()).isEqualTo("again");
            assertThat(resumed.at("/turns/3/model")).isEqualTo(first.get(0).path("model"));
            back.message("again", "Hello", 3);
            List<JsonNode> again = back.until("response.done");
            assertThat(again.get(0)).isEqualTo(first.get(0));
            assertThat(last(again)).isEqualTo(last(first));
            assertThat(text(again)).isEqualTo(text(first));
            back.message("again", "Another text", 3);
            JsonNode error = back.expect("error");
            assertThat(error.path("status").asInt()).isEqualTo(409);
            assertThat(error.path("messageId").asText()).isEqualTo("again");
            assertThat(exchangeIds.read(back.ask("Go on", 2).path("exchangeId").asText()).orElseThrow().turn()).isEqualTo(2);
        }
    }

    private static String text(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.path("delta").asText()).collect(Collectors.joining());
    }

    @Test
    void samplingWithASeedIsRepeatable() {
        String frame = "{'type':'message','text':'Hello','sampling':{'temperature':1.5,'topK':0,'topP':0.95,'seed':%d,'maxTokens':12}}";
        try (ChatClient one = visitor(); ChatClient two = visitor(); ChatClient other = visitor()) {
            List.of(one, two, other).forEach(client -> client.expect("conversation.created"));
            one.send(frame.formatted(7));
            two.send(frame.formatted(7));
            other.send(frame.formatted(8));
            String said = last(one.until("response.done")).path("text").asText();

            assertThat(last(two.until("response.done")).path("text").asText()).isEqualTo(said);
            assertThat(last(other.until("response.done")).path("text").asText()).isNotEqualTo(said);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            not json                                                  | 400 | not JSON
            []                                                        | 400 | expected a JSON object, got an array
            {}                                                        | 400 | field type is missing
            {'type':7}                                                | 400 | field type is 7, expected a string
            {'type':'message','text':''}                              | 400 | field text is empty
            {'type':'message','text':null}                            | 400 | field text is missing
            {'type':'message','text':['a']}                           | 400 | field text is an array, expected a string
            {'type':'message','text':'a','id':7}                      | 400 | field id is 7, expected a string
            {'type':'message','text':'a','colour':'red'}              | 400 | field colour is unknown
            {'type':'message','text':'a','sampling':'hot'}            | 400 | field sampling is a string, expected an object
            {'type':'message','text':'a','sampling':{'maxTokens':0}}  | 400 | field sampling.maxTokens is 0, expected a whole number
            {'type':'cancel','exchangeId':7}                          | 400 | field exchangeId is 7, expected a string
            {'type':'feedback','verdict':'praised'}                   | 400 | field exchangeId is missing
            {'type':'feedback','exchangeId':'x'}                      | 400 | field verdict is missing
            {'type':'feedback','exchangeId':'x','verdict':'hated'}    | 400 | field verdict is none of
            {'type':'feedback','exchangeId':'x','verdict':'corrected','betterReply':''} | 400 | field betterReply is empty
            {'type':'feedback','exchangeId':'x','verdict':'corrected','betterReply':'\\udc00'} | 400 | field betterReply has the lone surrogate
            {'type':'greet'}                                          | 400 | field type is none of message, cancel, feedback
            {'type':'message','text':7}                               | 400 | field text is 7, expected a string
            {'type':'message','id':'m'}                               | 400 | field text is missing
            {'type':'message','text':'  '}                            | 400 | field text is blank
            {'type':'message','text':'\\ud800'}                       | 400 | field text has the lone surrogate
            {'type':'message','text':'a\\u0000'}                      | 400 | field text has U+0000
            {'type':'message','text':'a','sampling':{'topP':2}}       | 400 | field sampling.topP is 2.0
            {'type':'cancel'}                                         | 409 | no response is being written
            {'type':'cancel','exchangeId':'x'}                        | 404 | exchangeId is none of this conversation
            {'type':'feedback','exchangeId':'x.forged.id','verdict':'praised'} | 404 | exchangeId is none that this server gave out
            """)
    void aBadFrameGetsAnErrorAndTheConnectionLivesOn(String frame, int status, String detail) {
        try (ChatClient client = visitor()) {
            client.expect("conversation.created");
            client.send(frame);
            JsonNode error = client.expect("error");

            assertThat(error.path("detail").asText()).contains(detail);
            assertThat(error.path("status").asInt()).isEqualTo(status);
            assertThat(error.path("problemType").asText()).startsWith("urn:retort:problem:");
            assertThat(error.path("title").asText()).isNotEmpty();
            client.ask("Hi", 1);
        }
    }

    @Test
    void aTextOverTheLimitIsRefused() {
        try (ChatClient client = visitor()) {
            client.expect("conversation.created");
            client.message("long", "a".repeat(4001), 1);
            JsonNode error = client.expect("error");

            assertThat(error.path("detail").asText()).isEqualTo("field text has 4001 characters, at most 4000 are allowed");
            assertThat(error.path("messageId").asText()).isEqualTo("long");
        }
    }

    @Test
    void aTextThatDoesNotFitTheModelIsRefusedWithLimitAndLength() {
        try (ChatClient client = visitor()) {
            client.expect("conversation.created");
            client.message("long", "word ".repeat(100), 1);
            JsonNode error = client.expect("error");

            assertThat(error.path("detail").asText()).matches("field text has \\d+ tokens with its end, at most 63 fit beside the reply");
            assertThat(error.path("status").asInt()).isEqualTo(413);
            client.ask("Hi", 1);
        }
    }

    @Test
    void aTextOfOneMegabyteIsRefusedAndAFrameOverOneMebibyteEndsTheConnection() {
        try (ChatClient client = visitor()) {
            client.expect("conversation.created");
            client.message("big", "a".repeat(1_000_000), 1);
            assertThat(client.expect("error").path("status").asInt()).isEqualTo(413);
            try {
                client.message("too big", "a".repeat(1 << 20), 1);
            } catch (CompletionException closedWhileSending) {
                // the server need not read it to its end
            }
            assertThat(client.closeCode()).isEqualTo(1009);
        }
        try (ChatClient next = visitor()) {
            next.expect("conversation.created");
            next.ask("Hi", 1);
        }
    }

    @Test
    void aBinaryFrameIsRefused() {
        try (ChatClient client = visitor()) {
            client.expect("conversation.created");
            client.sendBinary(new byte[]{1, 2, 3});

            assertThat(client.expect("error").path("detail").asText()).contains("frames are text");
            client.ask("Hi", 1);
        }
    }

    @Test
    void anUnknownConversationIsToldAndANewOneOpened() {
        try (ChatClient client = ChatClient.open(http, "?conversation=c-unknown", Map.of())) {
            assertThat(client.expect("error").path("status").asInt()).isEqualTo(404);
            client.expect("conversation.created");
            client.ask("Hi", 1);
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfAReplyHarmsNobody() {
        for (int i = 0; i < 5; i++) {
            ChatClient client = visitor();
            client.expect("conversation.created");
            client.message("m", "Hi", 40);
            client.expect("response.created");
            client.vanish();
        }
        try (ChatClient client = visitor()) {
            client.expect("conversation.created");
            client.ask("Hi", 4);
        }
    }

    private ChatClient visitor() {
        return ChatClient.open(http, "", Map.of());
    }

    private Map<String, String> agent() {
        return ChatClient.bearer(secrets.loginToken());
    }

    private static JsonNode last(List<JsonNode> frames) {
        return frames.get(frames.size() - 1);
    }
}
