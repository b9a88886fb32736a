package dev.retort.curation;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.retort.meaning.AlikeQuestions;
import dev.retort.meaning.AlikeQuestions.Question;
import dev.retort.meaning.Encoder;

/**
 * The stored questions of feedback by their meaning, the latest of them. It may hold some whose transaction has failed; the database tells. Safe for several
 * threads.
 */
final class MeaningIndex {
    private final Encoder encoder;
    private final AlikeQuestions questions;
    private final int most;
    private final Map<Integer, Long> numbers = new HashMap<>(); // by place
    private final Deque<Integer> byAge = new ArrayDeque<>();
    private long last;

    /** @param number its number in the database */
    record Stored(long number, Question question) {}

    /**
     * @param encoder is not closed here
     * @param most    questions that are held; beyond them the oldest are forgotten
     */
    MeaningIndex(Encoder encoder, int most) {
        this.encoder = encoder;
        this.questions = new AlikeQuestions(encoder);
        this.most = most;
    }

    Encoder encoder() {
        return encoder;
    }

    int most() {
        return most;
    }

    /** The number of the latest that it holds, or 0. */
    synchronized long last() {
        return last;
    }

    /** A question to compare; empty if the encoder can't read all of it. Takes the encoder's time. */
    Optional<Question> read(String text) {
        return questions.read(text);
    }

    /** Takes in those that it does not have yet, in the order of their numbers. */
    synchronized void add(Collection<Stored> stored) {
        for (Stored one : stored) {
            if (one.number() > last) {
                if (byAge.size() == most) {
                    Integer oldest = byAge.remove();
                    questions.remove(oldest);
                    numbers.remove(oldest);
                }
                int place = questions.add(one.question());
                numbers.put(place, one.number());
                byAge.add(place);
                last = one.number();
            }
        }
    }

    /** The numbers of those that are the same in other words; of many the nearest. */
    synchronized List<Long> alike(Question question) {
        return questions.alike(question).stream().map(place -> Objects.requireNonNull(numbers.get(place))).toList();
    }
}
