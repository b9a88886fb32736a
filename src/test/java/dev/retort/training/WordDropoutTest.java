package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;

class WordDropoutTest {
    private static final TrainingExample LONG = new TrainingExample(
            List.of(Turn.user("Hello, I have a question about order 4711"), Turn.assistant("Which order is it about, please?"),
                    Turn.user(String.join(" ", IntStream.range(0, 400).mapToObj(i -> "word").toList()))),
            "Here it is.");

    @Test
    void leavesOutWordsOfPersonsAndNothingElse() {
        List<List<TrainingExample>> ways = WordDropout.of(List.of(LONG), 0.3, 1);
        assertThat(ways).hasSize(WordDropout.WAYS).allSatisfy(way -> {
            TrainingExample example = way.get(0);
            assertThat(example.reply()).isEqualTo(LONG.reply());
            assertThat(example.prompt()).hasSize(3);
            assertThat(example.prompt().get(1)).isEqualTo(LONG.prompt().get(1));
            assertThat(example.prompt().get(0).content()).endsWith("4711");
            assertThat(LONG.prompt().get(0).content().split(" ")).containsSubsequence(example.prompt().get(0).content().split(" "));
        });
        assertThat(ways).extracting(way -> words(way.get(0))).anySatisfy(words -> assertThat(words).isBetween(240, 320))
                .allSatisfy(words -> assertThat(words == 400 || words < 320).isTrue());
    }

    @Test
    void theSameSeedLeavesOutTheSameWords() {
        assertThat(WordDropout.of(List.of(LONG), 0.3, 1)).isEqualTo(WordDropout.of(List.of(LONG), 0.3, 1))
                .isNotEqualTo(WordDropout.of(List.of(LONG), 0.3, 2));
    }

    @Test
    void halfOfTheConversationsLoseTheSameWordsInEachOfTheirReplies() {
        List<TrainingExample> told = IntStream.range(0, 200).boxed().flatMap(i -> {
            Turn question = Turn.user("the question with many words of conversation " + i);
            Turn reply = Turn.assistant("Here.");
            return Stream.of(new TrainingExample(List.of(question), "Here."),
                    new TrainingExample(List.of(question, reply, Turn.user("Thank you so very much for this")), "Gladly."));
        }).toList();
        List<TrainingExample> half = WordDropout.half(told, 0.5, 3);
        long changed = IntStream.range(0, 200).filter(i -> !half.get(2 * i).equals(told.get(2 * i))).count();
        assertThat(changed).isBetween(45L, 95L); // half, but for three in ten turns
        for (int i = 0; i < 200; i++) {
            assertThat(half.get(2 * i + 1).prompt().get(0)).isEqualTo(half.get(2 * i).prompt().get(0));
        }
    }

    @Test
    void aQuestionIsNeverEmptyAndWithoutAShareThereAreNoWays() {
        List<TrainingExample> one = List.of(TinyRun.example("Price?", "It is free."));
        assertThat(WordDropout.of(one, 0.99, 1)).allSatisfy(way -> assertThat(way).isEqualTo(one));
        assertThat(WordDropout.of(one, 0, 1)).isEmpty();
    }

    @Test
    void everyOtherEpochHasTheExamplesAsTheyAre() {
        Epochs epochs = new Epochs(3, 5, List.of(3, 2));
        assertThat(List.of(epochs.train(0), epochs.train(2), epochs.train(8))).containsOnly(List.of(0, 1, 2));
        assertThat(epochs.train(1)).containsExactly(8, 9, 10);
        assertThat(epochs.train(3)).containsExactly(11, 12);
        assertThat(epochs.train(5)).isEqualTo(epochs.train(1));
        assertThat(epochs.replay()).containsExactly(3, 4, 5, 6, 7);
    }

    private static int words(TrainingExample example) {
        return Arrays.asList(example.prompt().get(2).content().split(" ")).size();
    }
}
