package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.retort.bounds.MemoryBudget;
import dev.retort.problem.Problem;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

class InOrderTest {
    private final InOrder order = new InOrder(3, new MemoryBudget(100).share(0));
    private final List<String> begun = new ArrayList<>();

    @Test
    void theSecondBeginsWhenTheFirstHasEnded() {
        CompletableFuture<String> first = new CompletableFuture<>();
        order.then(10, () -> begin("one", first));
        CompletableFuture<String> second = order.then(10, () -> begin("two", CompletableFuture.completedFuture("2")));

        assertThat(begun).containsExactly("one");
        first.complete("1");
        assertThat(begun).containsExactly("one", "two");
        assertThat(second).isCompletedWithValue("2");
    }

    @Test
    void whatFailsHoldsUpNobody() {
        CompletableFuture<String> thrown = order.then(10, () -> {
            throw Problem.badRequest("test").refusal();
        });
        CompletableFuture<String> failed = order.then(10, () -> Uni.createFrom().failure(new IllegalStateException("test")));

        assertThat(thrown).isCompletedExceptionally();
        assertThat(failed).isCompletedExceptionally();
        assertThat(order.then(10, () -> Uni.createFrom().item("3"))).isCompletedWithValue("3");
    }

    @Test
    void moreThanMayWaitIsRefusedAndThereIsRoomAgainAfterwards() {
        CompletableFuture<String> first = new CompletableFuture<>();
        order.then(10, () -> begin("one", first));
        order.then(10, () -> begin("two", CompletableFuture.completedFuture("2")));
        assertThat(order.then(81, () -> begin("too large", first))).isCompletedExceptionally();
        order.then(10, () -> begin("three", CompletableFuture.completedFuture("3")));
        assertThat(order.then(10, () -> begin("too many", first))).isCompletedExceptionally();

        first.complete("1");
        assertThat(begun).containsExactly("one", "two", "three");
        assertThat(order.then(100, () -> Uni.createFrom().item("4"))).isCompletedWithValue("4");
    }

    private Uni<String> begin(String name, CompletableFuture<String> result) {
        begun.add(name);
        return Uni.createFrom().completionStage(result);
    }
}
