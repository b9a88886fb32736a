package dev.retort.model;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Conversations as tokens, by DialoGPT's template (Zhang et al. 2020): every turn is its content and the end token. Special tokens in a content are
 * plain text. Where a conversation is too long, whole turns are dropped, the oldest first; a system turn at the start stays.
 */
public final class TurnTemplate {
    private final Tokenizer tokenizer;
    private final int contextLength;

    public TurnTemplate(Tokenizer tokenizer, int contextLength) {
        this.tokenizer = tokenizer;
        this.contextLength = contextLength;
    }

    /** The most tokens that prompt and reply can have together. */
    public int contextLength() {
        return contextLength;
    }

    /**
     * The tokens before a reply.
     *
     * @param reserve tokens of the context to leave free for the reply, its end token included
     * @throws TurnTooLongException if the last turn (with the system turn, if any) doesn't fit
     */
    public Prompt prompt(List<Turn> turns, int reserve) {
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("a prompt needs a turn");
        }
        int limit = contextLength - reserve;
        int first = turns.get(0).role() == Role.SYSTEM && turns.size() > 1 ? 1 : 0; // where what can be dropped begins
        int[] system = first == 1 ? encode(turns.get(0)) : new int[0];
        int from = turns.size() - 1;
        Deque<int[]> kept = new ArrayDeque<>(List.of(encode(turns.get(from))));
        int length = system.length + kept.getFirst().length;
        if (length > limit) {
            throw new TurnTooLongException(limit - system.length, length - system.length);
        }
        while (from > first) { // from the latest back: what does not fit need not be read, however much it is
            int[] before = encode(turns.get(from - 1));
            if (length + before.length > limit) {
                break;
            }
            length += before.length;
            kept.addFirst(before);
            from--;
        }
        kept.addFirst(system);
        return new Prompt(join(List.copyOf(kept)), from - first);
    }

    /**
     * A prompt and the reply to learn: only the reply and its end token are labelled.
     *
     * @throws TurnTooLongException if the reply, or the prompt's last turn beside it, doesn't fit the context
     */
    public Labelled example(List<Turn> prompt, String reply) {
        int[] end = encode(Turn.assistant(reply));
        if (end.length > contextLength) {
            throw new TurnTooLongException(contextLength, end.length);
        }
        int[] start = prompt(prompt, end.length).ids();
        boolean[] labels = new boolean[start.length + end.length];
        Arrays.fill(labels, start.length, labels.length, true);
        return new Labelled(join(List.of(start, end)), labels);
    }

    /** A whole conversation in which every assistant's turn and its end token are labelled. It is not cut to the context. */
    public Labelled conversation(List<Turn> turns) {
        List<int[]> encoded = turns.stream().map(this::encode).toList();
        int[] ids = join(encoded);
        boolean[] labels = new boolean[ids.length];
        int at = 0;
        for (int i = 0; i < turns.size(); i++) {
            Arrays.fill(labels, at, at + encoded.get(i).length, turns.get(i).role() == Role.ASSISTANT);
            at += encoded.get(i).length;
        }
        return new Labelled(ids, labels);
    }

    private int[] encode(Turn turn) {
        int[] ids = tokenizer.encode(turn.content());
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = tokenizer.endOfText();
        return ended;
    }

    private static int[] join(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
