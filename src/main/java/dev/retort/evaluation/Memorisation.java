package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.retort.text.Words;

/**
 * The share of a model's words that it knows by heart. It is measured by the longest run of words of each greedy reply that stands, word for word, in a
 * reply that was trained on. The right reply to the same prompt doesn't count: that one should be said.
 *
 * @param meanLongestRun words; runs under four count as none
 * @param longestRun words
 * @param verbatim share of replies with a run of eight words or more, 0 to 1
 * @param longest the longest run itself
 */
public record Memorisation(int replies, double meanLongestRun, int longestRun, double verbatim, String longest) {
    private static final int SHORTEST = 4;
    private static final int LONG = 8;

    static Optional<Memorisation> of(List<Answered> answers, List<String> trained) {
        if (answers.isEmpty() || trained.isEmpty()) {
            return Optional.empty();
        }
        Runs runs = new Runs(trained);
        List<List<String>> longest = answers.stream()
                .map(answer -> runs.longest(Words.inLowerCase(answer.reply().text()), Words.inLowerCase(answer.example().chosen())))
                .toList();
        List<String> record = longest.stream().reduce(List.of(), (a, b) -> b.size() > a.size() ? b : a);
        return Optional.of(new Memorisation(answers.size(), longest.stream().mapToInt(List::size).average().orElse(0), record.size(),
                longest.stream().filter(run -> run.size() >= LONG).count() / (double) answers.size(), String.join(" ", record)));
    }

    Memorisation withoutText() {
        return new Memorisation(replies, meanLongestRun, longestRun, verbatim, "");
    }

    /** All texts by their runs of four words. */
    private static final class Runs {
        private final List<List<String>> texts;
        private final Map<List<String>, List<int[]>> places = new HashMap<>();

        Runs(List<String> trained) {
            texts = trained.stream().map(Words::of).distinct().toList();
            for (int text = 0; text < texts.size(); text++) {
                List<String> words = texts.get(text);
                for (int at = 0; at + SHORTEST <= words.size(); at++) {
                    places.computeIfAbsent(words.subList(at, at + SHORTEST), run -> new ArrayList<>()).add(new int[]{text, at});
                }
            }
        }

        List<String> longest(List<String> reply, List<String> own) {
            int start = 0;
            int most = 0;
            for (int i = 0; i + Math.max(SHORTEST, most + 1) <= reply.size(); i++) {
                for (int[] place : places.getOrDefault(reply.subList(i, i + SHORTEST), List.of())) {
                    List<String> text = texts.get(place[0]);
                    int length = text.equals(own) ? 0 : common(reply, i, text, place[1]);
                    if (length > most) {
                        start = i;
                        most = length;
                    }
                }
            }
            return reply.subList(start, start + most);
        }

        private static int common(List<String> one, int i, List<String> other, int j) {
            int length = 0;
            while (i + length < one.size() && j + length < other.size() && one.get(i + length).equals(other.get(j + length))) {
                length++;
            }
            return length;
        }
    }
}
