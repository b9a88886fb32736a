package dev.retort.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Remembers what it was told. */
final class Recording implements GenerationListener {
    final List<String> deltas = new ArrayList<>();
    final CompletableFuture<Completion> end = new CompletableFuture<>();
    private int ends;

    @Override
    public void onDelta(String text) {
        deltas.add(text);
    }

    @Override
    public void onDone(Completion completion) {
        ends++;
        end.complete(completion);
    }

    @Override
    public void onFailure(Throwable failure) {
        ends++;
        end.completeExceptionally(failure);
    }

    int ends() {
        return ends;
    }
}
