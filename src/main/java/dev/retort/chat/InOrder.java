package dev.retort.chat;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/** Work of one connection that is done one after the other, in the order in which it came, whatever each takes. */
final class InOrder {
    // guarded by this
    private CompletableFuture<?> last = CompletableFuture.completedFuture(true);

    /** The result of the work, which begins when all before it has ended, well or not. */
    synchronized <T> CompletableFuture<T> then(Supplier<Uni<T>> work) {
        CompletableFuture<T> next = last.handle((result, failure) -> true)
                .thenCompose(ended -> work.get().subscribeAsCompletionStage());
        last = next;
        return next;
    }
}
