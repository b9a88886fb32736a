package dev.retort.evaluation;

import java.util.List;

import dev.retort.memory.Agreement;

/** Whether greedy replies say what the right ones say, in whatever words. */
final class RightReplies {
    private RightReplies() {}

    /** In the order of the answers. */
    static List<Boolean> of(List<Answered> answers, Agreement agreement) {
        return answers.stream().map(answer -> isRight(answer, agreement)).toList();
    }

    static boolean isRight(Answered answer, Agreement agreement) {
        return agreement.between(answer.reply().text(), answer.example().chosen());
    }
}
