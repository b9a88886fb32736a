package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.retort.problem.Problem;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

class InOrderTest {
    private final InOrder order = new InOrder();
    private final List<String> begun = new ArrayList<>();

    @Test
    void theSecondBeginsWhenTheFirstHasEnded() {
        CompletableFuture<String> first = new CompletableFuture<>();
        order.then(() -> begin("one", first));
        CompletableFuture<String> second = order.then(() -> begin("two", CompletableFuture.completedFuture("2")));

        assertThat(begun).containsExactly("one");
        first.complete("1");
        assertThat(begun).containsExactly("one", "two");
        assertThat(second).isCompletedWithValue("2");
    }

    @Test
    void whatFailsHoldsUpNobody() {
        CompletableFuture<String> thrown = order.then(() -> {
            throw Problem.badRequest("test").refusal();
        });
        CompletableFuture<String> failed = order.then(() -> Uni.createFrom().failure(new IllegalStateException("test")));

        assertThat(thrown).isCompletedExceptionally();
        assertThat(failed).isCompletedExceptionally();
        assertThat(order.then(() -> Uni.createFrom().item("3"))).isCompletedWithValue("3");
    }

    private Uni<String> begin(String name, CompletableFuture<String> result) {
        begun.add(name);
        return Uni.createFrom().completionStage(result);
    }
}
