package dev.retort.evaluation;

import java.util.List;
import java.util.Optional;

import dev.retort.model.Turn;

/**
 * A greedy reply to look at.
 *
 * @param prompt the last turn before it
 * @param expected the right reply
 * @param flagged the reply that was flagged, if there was one
 * @param reply what the model says
 */
public record Sample(String prompt, String expected, Optional<String> flagged, String reply) {
    private static final int SHOWN = 8;

    static List<Sample> of(List<Answered> answers) {
        return answers.stream().limit(SHOWN).map(answer -> {
            List<Turn> prompt = answer.example().prompt();
            return new Sample(prompt.get(prompt.size() - 1).content(), answer.example().chosen(), answer.example().rejected(),
                    answer.reply().text());
        }).toList();
    }
}
