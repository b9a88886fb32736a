package dev.retort.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import dev.retort.model.Tokenizer;

/**
 * A question of a load.
 *
 * @param text words without sense
 * @param ids the same as tokens, with the end of the turn
 */
record LoadPrompt(String text, int[] ids) {
    private static final List<String> WORDS = List.of("order", "where", "is", "my", "the", "red", "tent", "and", "when", "will", "it",
            "come", "back", "to",
            "you", "for", "a", "refund", "please", "tell", "me", "how", "long", "can", "this", "take", "on", "Monday", "or", "later",
            "with", "new");

    /**
     * Questions of random lengths.
     *
     * @param shortest and
     * @param longest in tokens
     * @param lengths and
     * @param words may be the same
     */
    static List<LoadPrompt> ragged(Tokenizer tokenizer, int count, int shortest, int longest, SplittableRandom lengths,
            SplittableRandom words) {
        int[] tokens = tokensOfWords(tokenizer);
        List<LoadPrompt> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            questions.add(ofLength(tokenizer, tokens, shortest + lengths.nextInt(longest - shortest + 1), words));
        }
        return questions;
    }

    /** @param tokens at most that many, the end of the turn included */
    static LoadPrompt ofLength(Tokenizer tokenizer, int tokens, SplittableRandom random) {
        return ofLength(tokenizer, tokensOfWords(tokenizer), tokens, random);
    }

    private static LoadPrompt ofLength(Tokenizer tokenizer, int[] tokensOfWords, int tokens, SplittableRandom random) {
        StringBuilder text = new StringBuilder("hm");
        int length = tokenizer.encode(text.toString()).length + 1;
        while (true) {
            int word = random.nextInt(WORDS.size());
            length += tokensOfWords[word];
            if (length > tokens) {
                break;
            }
            text.append(' ').append(WORDS.get(word));
        }
        int[] ids = tokenizer.encode(text.toString());
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = tokenizer.endOfText();
        return new LoadPrompt(text.toString(), ended);
    }

    /**
     * No token reaches over the space between words, so that those of a text are those of its words.
     *
     * @throws IllegalArgumentException if the tokenizer has no tokens for a word: no text of a length can be made then
     */
    private static int[] tokensOfWords(Tokenizer tokenizer) {
        return WORDS.stream().mapToInt(word -> {
            int tokens = tokenizer.encode(" " + word).length;
            if (tokens == 0) {
                throw new IllegalArgumentException("the model's tokenizer makes no token of \"" + word + "\": it can't be asked anything");
            }
            return tokens;
        }).toArray();
    }
}
