package dev.retort.evaluation;

import java.util.List;
import java.util.Optional;

import dev.retort.text.Words;

/**
 * The likeness of greedy replies to the right ones.
 *
 * @param exact share with the same words, whatever their case and punctuation, 0 to 1
 * @param rougeL mean, 0 to 1
 * @param chrF of all together, 0 to 100
 */
public record Likeness(int replies, double exact, double rougeL, double chrF) {
    static Optional<Likeness> of(List<Answered> answers) {
        if (answers.isEmpty()) {
            return Optional.empty();
        }
        ChrF chrF = new ChrF();
        double exact = 0;
        double rougeL = 0;
        for (Answered answer : answers) {
            String reply = answer.reply().text();
            String right = answer.example().chosen();
            chrF.add(reply, right);
            exact += Words.inLowerCase(reply).equals(Words.inLowerCase(right)) ? 1 : 0;
            rougeL += RougeL.of(reply, right);
        }
        return Optional.of(new Likeness(answers.size(), exact / answers.size(), rougeL / answers.size(), chrF.score()));
    }
}
