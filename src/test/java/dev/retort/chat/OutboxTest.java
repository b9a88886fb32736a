package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.retort.bounds.MemoryBudget;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.junit.jupiter.api.Test;

/** Frames to a client whose network is as fast, or as slow, as the test makes it. */
class OutboxTest {
    private final List<String> written = new ArrayList<>();
    private final List<CloseReason> closed = new ArrayList<>();
    private Optional<UniEmitter<? super Void>> pending = Optional.empty();
    private boolean fast;

    private final MemoryBudget memory = new MemoryBudget(10_000);
    private final Outbox outbox = new Outbox(connection(), 10, memory.share(0));

    @Test
    void oneFrameIsWrittenAtATimeAndInOrder() {
        send(0, 3);
        assertThat(written).hasSize(1);
        written();
        written();
        written();

        assertThat(written).hasSize(3);
        assertThat(written).allSatisfy(frame -> assertThat(frame).contains("\"index\":" + written.indexOf(frame)));
    }

    @Test
    void aClientThatReadsTooSlowlyLosesItsConnection() {
        send(0, 12);
        send(12, 20);

        assertThat(closed).extracting(CloseReason::getCode).containsExactly(1013);
        written();
        assertThat(written).as("what waited is dropped").hasSize(1);
    }

    @Test
    void aClientThatLeavesLargeFramesUnreadLosesItsConnection() {
        outbox.send(new OutFrame.Delta("x", 0, "a"));
        outbox.send(new OutFrame.Delta("x", 1, "a".repeat(4000)));
        assertThat(closed).isEmpty();
        outbox.send(new OutFrame.Delta("x", 2, "a".repeat(4000)));

        assertThat(closed).extracting(CloseReason::getCode).containsExactly(1013);
        assertThat(memory.used()).as("nothing is kept for it").isZero();
    }

    @Test
    void whatIsWrittenTakesNoMemory() {
        send(0, 3);
        assertThat(memory.used()).isPositive();
        written();
        written();
        written();
        assertThat(memory.used()).isZero();
    }

    @Test
    void aConnectionEndsWhenWhatWaitsHasBeenWritten() {
        send(0, 2);
        outbox.closeAfterAll(new CloseReason(1001, "test"));
        send(2, 3);
        written();
        assertThat(closed).isEmpty();
        written();

        assertThat(written).as("nothing after the end").hasSize(2);
        assertThat(closed).extracting(CloseReason::getCode).containsExactly(1001);
    }

    @Test
    void aConnectionWithNothingToWriteEndsAtOnce() {
        outbox.closeAfterAll(new CloseReason(1001, "test"));
        assertThat(closed).hasSize(1);
    }

    @Test
    void aLongQueueIsWrittenWithoutGrowingTheStack() {
        Outbox large = new Outbox(connection(), 200_000, new MemoryBudget(100_000_000).share(0));
        IntStream.range(0, 100_000).forEach(i -> large.send(new OutFrame.Delta("x", i, "a")));
        fast = true;
        written();

        assertThat(written).hasSize(100_000);
    }

    private void send(int from, int to) {
        IntStream.range(from, to).forEach(i -> outbox.send(new OutFrame.Delta("x", i, "a")));
    }

    private void written() {
        UniEmitter<? super Void> write = pending.orElseThrow();
        pending = Optional.empty();
        write.complete(null);
    }

    private WebSocketConnection connection() {
        return (WebSocketConnection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{WebSocketConnection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "sendText" -> write((String) arguments[0]);
                    case "close" -> close((CloseReason) arguments[0]);
                    default -> "connection";
                });
    }

    private Uni<Void> write(String frame) {
        return Uni.createFrom().emitter(emitter -> {
            written.add(frame);
            if (fast) {
                emitter.complete(null);
            } else {
                pending = Optional.of(emitter);
            }
        });
    }

    private Uni<Void> close(CloseReason reason) {
        closed.add(reason);
        return Uni.createFrom().voidItem();
    }
}
