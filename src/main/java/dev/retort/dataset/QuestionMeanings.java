package dev.retort.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.meaning.AlikeQuestions;
import dev.retort.meaning.AlikeQuestions.Question;
import dev.retort.text.Ints;

/**
 * The questions of a file by their meaning, and the number that each has. An encoder takes milliseconds for what {@link dev.retort.text.MinHashIndex} does in
 * microseconds, so only the first ones are read, and those whose part is laid down only once another one is to be compared with them.
 */
final class QuestionMeanings {
    private record Later(String text, int number) {}

    private final AlikeQuestions questions;
    private final int most;
    private final Ints numbers = new Ints(); // of the nth question that was added
    private List<Later> later = new ArrayList<>();
    private int read;
    private long passedOver;

    QuestionMeanings(ByMeaning wish) {
        this.questions = new AlikeQuestions(wish.encoder());
        this.most = wish.most();
    }

    /** A question to compare; empty if there were too many, or the encoder can't read it. */
    Optional<Question> read(String question) {
        List<Later> waiting = later;
        later = new ArrayList<>();
        waiting.forEach(one -> readNow(one.text()).ifPresent(words -> add(words, one.number())));
        return readNow(question);
    }

    private Optional<Question> readNow(String question) {
        if (read == most) {
            passedOver++;
            return Optional.empty();
        }
        read++;
        return questions.read(question);
    }

    /** The numbers of those that are the same in other words, the nearest first. */
    List<Integer> alike(Question question) {
        return questions.alike(question).stream().map(numbers::get).toList();
    }

    void add(Question question, int number) {
        questions.add(question);
        numbers.add(number);
    }

    /** Adds one that needs no comparison itself. */
    void addLater(String question, int number) {
        if (read + later.size() < most) {
            later.add(new Later(question, number));
        }
    }

    /** The number of questions that were read. */
    int read() {
        return read;
    }

    /** The number of those that were not, since there were too many. */
    long passedOver() {
        return passedOver;
    }
}
