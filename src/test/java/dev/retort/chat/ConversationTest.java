package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.bounds.MemoryBudget;
import dev.retort.chat.Conversation.Receipt;
import dev.retort.events.ExchangeEvent.Timings;
import dev.retort.events.ExchangeEvent.Usage;
import dev.retort.generation.Sampling;
import dev.retort.model.Turn;
import dev.retort.problem.Problem;
import dev.retort.serving.ServedVersion;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final ServedVersion MODEL = new ServedVersion("v-1", "d", 1);

    private final MemoryBudget memory = new MemoryBudget(10_000);
    private final Conversation conversation = new Conversation("c", "visitor", List.of(), new Limits(), memory.share(0), NOW);

    @Test
    void theNextMessageKnowsWhatWasSaid() {
        exchange("m1", "Hi", "Hello");

        Receipt receipt = conversation.admit(message("m2", "And?"), NOW);
        assertThat(receipt).isEqualTo(new Receipt.Begin(1, List.of(Turn.user("Hi"), Turn.assistant("Hello")), Optional.of(MODEL)));
    }

    @Test
    void oneMessageIsAnsweredAtATime() {
        conversation.admit(message("m1", "Hi"), NOW);

        assertThat(conversation.admit(message("m1", "Hi"), NOW)).isEqualTo(new Receipt.BeingAnswered());
        assertThat(refusal(message("m1", "Something else"))).isEqualTo("urn:retort:problem:id-used");
        assertThat(refusal(message("m2", "Hi"))).isEqualTo("urn:retort:problem:response-running");
    }

    @Test
    void aMessageThatFailedIsAsIfNeverSent() {
        conversation.admit(message("m1", "Hi"), NOW);
        conversation.abandon(Problem.broken("test"), NOW);

        assertThat(conversation.admit(message("m1", "Hi again"), NOW)).isEqualTo(new Receipt.Begin(0, List.of(), Optional.empty()));
    }

    @Test
    void aFullConversationTakesNoMore() {
        exchange("m1", "Hi", "a".repeat(95));
        assertThat(refusal(message("m2", "Hello"))).isEqualTo("urn:retort:problem:conversation-full");
        exchange("m3", "a", "b");
        assertThat(refusal(message("m4", "a"))).isEqualTo("urn:retort:problem:conversation-full");
    }

    @Test
    void noMessageIsTakenWhileConversationsFillTheirMemory() {
        exchange("m1", "Hi", "Hello");
        long used = memory.used();
        MemoryBudget.Share others = memory.share(0);
        others.add(10_000);
        assertThat(refusal(message("m2", "Hello"))).isEqualTo("urn:retort:problem:unavailable");
        others.giveAll();
        assertThat(conversation.admit(message("m2", "Hello"), NOW)).isInstanceOf(Receipt.Begin.class);
        assertThat(memory.used()).isEqualTo(used).isGreaterThan(1000);

        conversation.forgotten();
        conversation.abandon(Problem.broken("test"), NOW);
        exchange("m3", "Hi", "Hello");
        assertThat(memory.used()).isZero();
    }

    @Test
    void aConversationThatIsAnsweringIsNotIdle() {
        assertThat(conversation.isIdleSince(NOW.plusSeconds(1))).isTrue();
        conversation.admit(message("m1", "Hi"), NOW);
        assertThat(conversation.isIdleSince(NOW.plusSeconds(1))).isFalse();
    }

    /** The engine may write before whoever asked it has come back. */
    @Test
    void aReplyBeginsOnceBeforeItsFirstPieceWhoeverComesFirst() {
        List<String> told = watched();
        Reply reply = new Reply(new OutFrame.ResponseCreated("x", Optional.of("m1"), MODEL, false), "Hi");
        conversation.admit(message("m1", "Hi"), NOW);
        assertThat(told).as("nothing before it is admitted").isEmpty();

        conversation.append(reply, "He");
        conversation.begin(reply);
        conversation.append(reply, "llo");

        assertThat(told).hasSize(3);
        assertThat(told.get(0)).contains("\"response.created\"");
        assertThat(told.subList(1, 3)).allMatch(frame -> frame.contains("\"response.output_text.delta\""));
        assertThat(conversation.running()).contains(reply);
    }

    @Test
    void aReplyThatFailedBeforeItBeganIsOnlyAnError() {
        List<String> told = watched();
        Reply reply = new Reply(new OutFrame.ResponseCreated("x", Optional.of("m1"), MODEL, false), "Hi");
        conversation.admit(message("m1", "Hi"), NOW);
        conversation.abandon(reply, Problem.broken("test"), NOW);
        conversation.begin(reply);

        assertThat(told).singleElement().asString().contains("\"error\"", "\"m1\"");
        assertThat(conversation.running()).isEmpty();
        assertThat(conversation.admit(message("m1", "Hi"), NOW)).isInstanceOf(Receipt.Begin.class);
    }

    /** The frames that whoever watches gets from now on. */
    private List<String> watched() {
        List<String> told = new ArrayList<>();
        var connection = (WebSocketConnection) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[]{WebSocketConnection.class},
                (proxy, method, arguments) -> method.getName().equals("sendText")
                        ? Uni.createFrom().voidItem().invoke(() -> told.add((String) arguments[0]))
                        : "connection");
        conversation.attach(new Outbox(connection, 10, memory.share(0)), false, Optional.of(MODEL), Optional.empty(), NOW);
        told.clear();
        return told;
    }

    private String refusal(InFrame.Message message) {
        return ((Receipt.Refused) conversation.admit(message, NOW)).problem().type();
    }

    private void exchange(String id, String text, String reply) {
        assertThat(conversation.admit(message(id, text), NOW)).isInstanceOf(Receipt.Begin.class);
        Exchange exchange = new Exchange("x-" + id, Optional.of(id), text, reply,
                Optional.of(new Exchange.Ending(MODEL, false, "stop", new Usage(1, 1), new Timings(1, 1), true, Optional.empty(),
                        Optional.empty())));
        conversation.finish(exchange, new OutFrame.Delta("x-" + id, 0, reply), NOW);
    }

    private static InFrame.Message message(String id, String text) {
        return new InFrame.Message(Optional.of(id), text, Sampling.greedy(), 8);
    }
}
