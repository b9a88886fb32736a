package dev.retort.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import dev.retort.model.Tokenizer;

/**
 * What is asked.
 *
 * @param text words without sense
 * @param ids the same as tokens, with the end of the turn
 */
record Question(String text, int[] ids) {
    private static final List<String> WORDS = List.of("order", "where", "is", "my", "the", "red", "tent", "and", "when", "will", "it",
            "come", "back", "to",
            "you", "for", "a", "refund", "please", "tell", "me", "how", "long", "can", "this", "take", "on", "Monday", "or", "later",
            "with", "new");

    /** Of random lengths. @param shortest and @param longest in tokens */
    static List<Question> ragged(Tokenizer tokenizer, int count, int shortest, int longest, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            questions.add(ofLength(tokenizer, shortest + random.nextInt(longest - shortest + 1), random));
        }
        return questions;
    }

    /** @param tokens at most that many, the end of the turn included */
    static Question ofLength(Tokenizer tokenizer, int tokens, SplittableRandom random) {
        StringBuilder text = new StringBuilder("hm");
        int[] ids = tokenizer.encode(text.toString());
        while (true) {
            int before = text.length();
            text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
            int[] longer = tokenizer.encode(text.toString());
            if (longer.length + 1 > tokens) {
                text.setLength(before);
                break;
            }
            ids = longer;
        }
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = tokenizer.endOfText();
        return new Question(text.toString(), ended);
    }
}
