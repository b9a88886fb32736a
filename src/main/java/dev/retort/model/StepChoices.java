package dev.retort.model;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * The choices that a step makes, as {@code gpt2.py} takes them: an entry for each row whose next token is wanted.
 *
 * @param choosing those rows
 * @param written where each row's continuation begins
 * @param biases how many of {@code biasIds} and {@code bias} are each row's
 */
record StepChoices(int[] choosing, double[] temperature, int[] topK, double[] topP, double[] minP, double[] penalty, int[] ngram,
        double[] uniform, double[] presence, double[] frequency, int[] written, int[] biases, int[] biasIds, double[] bias,
        int[] likeliest) {

    static StepChoices of(List<Advance> rows) {
        int[] choosing = IntStream.range(0, rows.size()).filter(r -> rows.get(r).choice().isPresent()).toArray();
        List<Choice> choices = rows.stream().flatMap(row -> row.choice().stream()).toList();
        List<Map<Integer, Double>> biases = choices.stream().map(choice -> choice.steering().bias()).toList();
        return new StepChoices(choosing, doubles(choices, Choice::temperature), ints(choices, Choice::topK), doubles(choices, Choice::topP),
                doubles(choices, Choice::minP), doubles(choices, Choice::repetitionPenalty), ints(choices, Choice::noRepeatNgram),
                doubles(choices, Choice::uniform), doubles(choices, choice -> choice.steering().presencePenalty()),
                doubles(choices, choice -> choice.steering().frequencyPenalty()), ints(choices, Choice::written), ints(biases, Map::size),
                biases.stream().flatMap(bias -> bias.keySet().stream()).mapToInt(id -> id).toArray(),
                biases.stream().flatMap(bias -> bias.values().stream()).mapToDouble(by -> by).toArray(), ints(choices, Choice::likeliest));
    }

    private static <T> int[] ints(List<T> of, ToIntFunction<T> each) {
        return of.stream().mapToInt(each).toArray();
    }

    private static <T> double[] doubles(List<T> of, ToDoubleFunction<T> each) {
        return of.stream().mapToDouble(each).toArray();
    }

    /** Tells whether the program is to report on any token, and not only to choose it. */
    boolean reports() {
        return IntStream.of(likeliest).anyMatch(likeliest -> likeliest >= 0);
    }
}
