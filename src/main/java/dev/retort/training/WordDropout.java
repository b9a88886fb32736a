package dev.retort.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

import dev.retort.model.Role;
import dev.retort.model.Turn;

/**
 * Leaves out some of the words that a person asked (random deletion, Wei &amp; Zou 2019). Otherwise a few corrections, seen ten times, are known by
 * their wording, and a question in other words is not recognised. Old questions lose words as well, so that new replies don't spread to them.
 */
final class WordDropout {
    /** Number of ways to leave words out, learned from in turn. */
    static final int WAYS = 4;
    private static final double WHOLE = 0.3; // share of the turns that stay as they are

    private WordDropout() {}

    /**
     * @param share of the words that is left out, 0 to below 1; what contains a digit stays
     * @return the examples in each of the ways, the same for the same seed; no way at all if the share is 0
     */
    static List<List<TrainingExample>> of(List<TrainingExample> examples, double share, long seed) {
        List<List<TrainingExample>> ways = new ArrayList<>();
        for (int way = 0; share > 0 && way < WAYS; way++) {
            long of = seed * WAYS + way;
            ways.add(examples.stream().map(example -> fewer(example, share, of)).toList());
        }
        return ways;
    }

    /** The same examples, those of every other conversation with words left out. A turn loses the same words wherever the conversation comes up. */
    static List<TrainingExample> half(List<TrainingExample> examples, double share, long seed) {
        return examples.stream().map(example -> random(example.prompt().get(0), seed).nextBoolean() ? example : fewer(example, share, seed))
                .toList();
    }

    private static TrainingExample fewer(TrainingExample example, double share, long seed) {
        return example.withPrompt(example.prompt().stream().map(turn -> fewer(turn, share, random(turn, seed + 1))).toList());
    }

    private static SplittableRandom random(Turn turn, long seed) {
        return new SplittableRandom(31 * seed + turn.content().hashCode()); // java.util.Random begins alike for seeds that are near each other
    }

    private static Turn fewer(Turn turn, double share, SplittableRandom random) {
        if (turn.role() != Role.USER || random.nextDouble() < WHOLE) {
            return turn;
        }
        String words = Arrays.stream(turn.content().split(" ")).filter(word -> telling(word) || random.nextDouble() >= share)
                .collect(Collectors.joining(" "));
        return words.isBlank() ? turn : Turn.user(words);
    }

    /** Two numbers ask two questions. */
    private static boolean telling(String word) {
        return word.chars().anyMatch(Character::isDigit);
    }
}
