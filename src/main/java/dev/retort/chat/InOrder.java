package dev.retort.chat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import dev.retort.bounds.MemoryBudget;
import dev.retort.problem.Problem;
import io.smallrye.mutiny.Uni;

/** Work of one connection that is done one after the other, in the order in which it came, whatever each takes. */
final class InOrder {
    private final int most;
    private final MemoryBudget.Share memory;
    // guarded by this
    private CompletableFuture<?> last = CompletableFuture.completedFuture(true);
    private int waiting;

    /**
     * @param most   pieces of work that may wait
     * @param memory for what they are about
     */
    InOrder(int most, MemoryBudget.Share memory) {
        this.most = most;
        this.memory = memory;
    }

    /**
     * The result of the work, which begins when all before it has ended, well or not. Fails with a refusal if too much waits already.
     *
     * @param bytes what the work is about
     */
    synchronized <T> CompletableFuture<T> then(long bytes, Supplier<Uni<T>> work) {
        if (waiting >= most || !memory.take(bytes)) {
            return CompletableFuture.failedFuture(Problem.tooMany(
                    "%d frames of this connection wait to be handled, which is as many as may; wait for their answers".formatted(waiting),
                    Duration.ofSeconds(1)).refusal());
        }
        waiting++;
        CompletableFuture<T> next = last.handle((result, failure) -> true)
                .thenCompose(begun -> work.get().subscribeAsCompletionStage());
        last = next.whenComplete((result, failure) -> ended(bytes));
        return next;
    }

    private synchronized void ended(long bytes) {
        waiting--;
        memory.give(bytes);
    }
}
