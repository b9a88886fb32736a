package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class PulseTest {
    private final List<Buffer> pings = new ArrayList<>();
    private final List<Integer> closed = new ArrayList<>();
    private final Pulse pulse = new Pulse((WebSocketConnection) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[]{WebSocketConnection.class}, (proxy, method, arguments) -> switch (method.getName()) {
                case "sendPing" -> Uni.createFrom().voidItem().invoke(() -> pings.add((Buffer) arguments[0]));
                case "close" -> Uni.createFrom().voidItem().invoke(() -> closed.add(((CloseReason) arguments[0]).getCode()));
                default -> "connection";
            }));

    @Test
    void whoAnswersIsAskedAgain() {
        pulse.beat();
        pulse.heard(pings.get(0));
        pulse.beat();
        pulse.heard(pings.get(1));
        pulse.beat();

        assertThat(pings).doesNotHaveDuplicates().hasSize(3);
        assertThat(closed).isEmpty();
    }

    @Test
    void whoDoesNotAnswerIsLetGoWhenTheNextQuestionIsDue() {
        pulse.beat();
        assertThat(closed).isEmpty();
        pulse.beat();

        assertThat(closed).containsExactly(1001);
        assertThat(pings).hasSize(1);
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() {
        pulse.beat();
        pulse.heard(pings.get(0));
        pulse.beat();
        pulse.heard(pings.get(0));
        pulse.heard(Buffer.buffer("hello"));
        pulse.beat();

        assertThat(closed).containsExactly(1001);
    }
}
