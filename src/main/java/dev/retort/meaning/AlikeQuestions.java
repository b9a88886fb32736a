package dev.retort.meaning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.retort.text.Negation;
import dev.retort.text.Words;

/**
 * Questions, and those among them that are the same in other words: the encoder finds them alike, they name the same numbers, and both or none of them negates
 * something. An encoder hardly notices a number or a "not".
 */
public final class AlikeQuestions {
    /**
     * The least cosine of two questions that are the same in other words, in the encoder's own view. Of the pairs above it 98 of 100 ask the same, on two thousand
     * questions to a library; eleven times as many are above it as share four fifths of their words.
     */
    public static final double ALIKE = 0.9;
    private static final int MOST_FOUND = 32;

    private final Encoder encoder;
    private final Nearest nearest;
    private final List<Question> questions = new ArrayList<>();

    /**
     * A question as it is compared.
     *
     * @param figures its words with digits
     */
    public record Question(PackedVector vector, Set<String> figures, boolean negative) {
        /** Whether nothing but the vectors can tell them apart. */
        boolean mayBe(Question other) {
            return negative == other.negative && figures.equals(other.figures);
        }

        /** Whether both are the same in other words. */
        public boolean isAlike(Question other) {
            return isAlike(other, ALIKE);
        }

        /** @param least the least cosine */
        public boolean isAlike(Question other, double least) {
            return mayBe(other) && other.vector.cosine(vector.unpacked()) >= least;
        }
    }

    /** @param encoder is not closed here */
    public AlikeQuestions(Encoder encoder) {
        this.encoder = encoder;
        this.nearest = new Nearest(encoder.dimensions());
    }

    /** A question to compare; empty if the encoder can't read all of it. Takes the encoder's time. */
    public Optional<Question> read(String text) {
        return encoder.reads(text)
                ? Optional.of(question(PackedVector.of(encoder.encode(text)), Words.of(text)))
                : Optional.empty();
    }

    private static Question question(PackedVector vector, List<String> words) {
        return new Question(vector,
                Words.figures(words),
                Negation.in(words));
    }

    /** Adds a question. @return its number, from 0 on, or that of one that was removed */
    public int add(Question question) {
        int number = nearest.add(question.vector());
        if (number == questions.size()) {
            questions.add(question);
        } else {
            questions.set(number, question);
        }
        return number;
    }

    /** Removes the question of this number. */
    public void remove(int number) {
        nearest.remove(number);
    }

    /** The numbers of those that are the same in other words, the nearest first; the nearest few where they are many. */
    public List<Integer> alike(Question question) {
        return nearest.nearest(question.vector().unpacked(), MOST_FOUND, slot -> question.mayBe(questions.get(slot))).stream()
                .filter(hit -> hit.cosine() >= ALIKE).map(Nearest.Hit::slot).toList();
    }
}
