package dev.retort.curation;

import java.util.Optional;

import dev.retort.events.ChatTurn;
import dev.retort.meaning.AlikeQuestions;
import dev.retort.meaning.Encoder;
import dev.retort.memory.Agreement;

/**
 * Tells whether two corrections answer the same question otherwise, as the memory has it: the questions have the same words or are alike, and the replies don't
 * agree. A question that came later in a conversation is about what was said before, so that only the same prompt asks the same.
 */
final class ContradictingReplies {
    /** The least cosine of two questions that are the same. Where they are long it is also that of two that differ in a name: people see both. */
    private static final double SAME_QUESTION = 0.92;

    private final Optional<AlikeQuestions> questions;
    private final Agreement agreement;

    /** @param encoder without one, questions and replies are the same if their words are. It is not closed here */
    ContradictingReplies(Optional<Encoder> encoder) {
        this.questions = encoder.map(AlikeQuestions::new);
        this.agreement = new Agreement(encoder);
    }

    boolean contradict(Example one, Example other) {
        return one.chosen != null && other.chosen != null && askTheSame(one, other) && !agreement.between(one.chosen, other.chosen);
    }

    private boolean askTheSame(Example one, Example other) {
        return one.promptKey.equals(other.promptKey) || isFirst(one) && isFirst(other) && questions.map(known -> known
                .read(Prompts.asked(one.prompt)).flatMap(asked -> known.read(Prompts.asked(other.prompt))
                        .filter(another -> another.isAlike(asked, SAME_QUESTION)))
                .isPresent()).orElse(false);
    }

    private static boolean isFirst(Example example) {
        return example.prompt.stream().filter(turn -> turn.role() == ChatTurn.Role.USER).count() == 1;
    }
}
