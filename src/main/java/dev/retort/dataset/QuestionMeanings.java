package dev.retort.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.meaning.AlikeQuestions;
import dev.retort.meaning.AlikeQuestions.Question;
import dev.retort.text.Ints;

/**
 * The questions of a file by their meaning, and the cluster that each is in. An encoder takes milliseconds for what {@link dev.retort.text.MinHashIndex} does in
 * microseconds, so only the first ones are read, and those whose part is laid down only once another one is to be compared with them.
 */
final class QuestionMeanings {
    private record Later(String question, int cluster) {}

    private final AlikeQuestions questions;
    private final int most;
    private final Ints clusters = new Ints(); // of the nth question that was added
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
        waiting.forEach(one -> readNow(one.question()).ifPresent(words -> add(words, one.cluster())));
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

    /** The clusters of those that are the same in other words, the nearest first. */
    List<Integer> clusters(Question question) {
        return questions.alike(question).stream().map(clusters::get).toList();
    }

    void add(Question question, int cluster) {
        questions.add(question);
        clusters.add(cluster);
    }

    /** Adds one that needs no comparison itself. */
    void addLater(String question, int cluster) {
        if (read + later.size() < most) {
            later.add(new Later(question, cluster));
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
