package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.retort.generation.Completion;
import dev.retort.generation.EngineLimits;
import dev.retort.generation.GenerationEngine;
import dev.retort.generation.GenerationListener;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.Gpt2;
import dev.retort.model.Turn;
import dev.retort.model.TurnTooLongException;

/** Replies written all together, the likeliest token each time. */
public final class GreedyReplies {
    private static final int AT_ONCE = 32;

    private GreedyReplies() {}

    /** The tokens before a reply; none if there is no room for one of that length, or of half the context if that is less. */
    static Optional<int[]> prompt(Gpt2 model, List<Turn> turns, int tokens) {
        try {
            return Optional.of(model.template().prompt(turns, Math.min(tokens, model.config().contextLength() / 2)).ids());
        } catch (TurnTooLongException e) {
            return Optional.empty();
        }
    }

    /**
     * The text of the reply to each prompt.
     *
     * @param tokens the most tokens of a reply
     * @return as many as there are prompts; empty where there is no room for a reply
     */
    public static List<String> texts(Gpt2 model, List<List<Turn>> prompts, int tokens) {
        List<Optional<int[]>> ids = prompts.stream().map(turns -> prompt(model, turns, tokens)).toList();
        Iterator<GreedyReply> replies = write(model, ids.stream().flatMap(Optional::stream).toList(), tokens).iterator();
        return ids.stream().map(prompt -> prompt.isPresent() ? replies.next().text() : "").toList();
    }

    /** @param tokens the most tokens of a reply */
    static List<GreedyReply> write(Gpt2 model, List<int[]> prompts, int tokens) {
        List<CompletableFuture<Completion>> completions = new ArrayList<>();
        try (GenerationEngine engine = new GenerationEngine(model, new EngineLimits(AT_ONCE, Math.max(1, prompts.size())))) {
            for (int[] prompt : prompts) {
                CompletableFuture<Completion> completion = new CompletableFuture<>();
                engine.submit(new GenerationRequest(prompt, Sampling.greedy(), tokens), listener(completion));
                completions.add(completion);
            }
            return completions.stream().map(CompletableFuture::join).map(completion -> reply(model, completion)).toList();
        } catch (CompletionException e) {
            throw new IllegalStateException("a reply to a gate prompt could not be generated", e.getCause());
        }
    }

    private static GreedyReply reply(Gpt2 model, Completion completion) {
        int[] ids = completion.ids();
        boolean ended = ids.length > 0 && ids[ids.length - 1] == model.config().endOfText();
        return new GreedyReply(completion.text(), ended ? Arrays.copyOf(ids, ids.length - 1) : ids, ended);
    }

    private static GenerationListener listener(CompletableFuture<Completion> completion) {
        return new GenerationListener() {
            @Override
            public void onDelta(String text) {}

            @Override
            public void onDone(Completion done) {
                completion.complete(done);
            }

            @Override
            public void onFailure(Throwable failure) {
                completion.completeExceptionally(failure);
            }
        };
    }
}
