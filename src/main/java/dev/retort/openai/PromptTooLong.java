package dev.retort.openai;

import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;

/** The refusal of a prompt that does not fit, in the words by which LiteLLM, LangChain and others know it. */
final class PromptTooLong {
    private PromptTooLong() {}

    /**
     * @param has the part that is too long, how long it is, and how long it may be
     * @param context the most tokens that prompt and reply can have together
     */
    static Refusal refusal(String field, String has, int context) {
        return Problem.exceedsContext(field,
                "prompt is too long: %s; this model's maximum context length is %d tokens".formatted(has, context)).refusal();
    }
}
