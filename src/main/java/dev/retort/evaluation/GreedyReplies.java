package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import dev.retort.generation.Completion;
import dev.retort.generation.EngineLimits;
import dev.retort.generation.GenerationEngine;
import dev.retort.generation.GenerationListener;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.Gpt2;
import dev.retort.model.TurnTooLongException;

/** Replies to gate prompts, all written together. */
final class GreedyReplies {
    private static final int AT_ONCE = 16;

    private GreedyReplies() {}

    /**
     * @param count at most this many, from corrections and domain in turn
     * @param tokens the most tokens of a reply
     */
    static List<GreedyReply> of(Gpt2 model, GateSet set, int count, int tokens) {
        return write(model, prompts(model, set, count, tokens), tokens);
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

    private static List<int[]> prompts(Gpt2 model, GateSet set, int count, int tokens) {
        List<GateExample> inTurn = new ArrayList<>();
        for (int i = 0; i < Math.max(set.corrections().size(), set.domain().size()); i++) {
            for (List<GateExample> examples : List.of(set.corrections(), set.domain())) {
                inTurn.addAll(examples.subList(Math.min(i, examples.size()), Math.min(i + 1, examples.size())));
            }
        }
        int reserve = Math.min(tokens, model.config().contextLength() / 2);
        return inTurn.stream().flatMap(example -> prompt(model, example, reserve)).limit(count).toList();
    }

    static Stream<int[]> prompt(Gpt2 model, GateExample example, int reserve) {
        try {
            return Stream.of(model.template().prompt(example.prompt(), reserve).ids());
        } catch (TurnTooLongException e) {
            return Stream.empty(); // no room for a reply
        }
    }

    private static GreedyReply reply(Gpt2 model, Completion completion) {
        int[] ids = completion.ids();
        boolean ended = ids.length > 0 && ids[ids.length - 1] == model.config().endOfText();
        return new GreedyReply(completion.text(), ended ? Arrays.copyOf(ids, ids.length - 1) : ids);
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
