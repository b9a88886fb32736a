package dev.retort.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** The body of {@code POST /v1/completions}. */
record CompletionRequest(Optional<String> model, List<CompletionPrompt> prompts, boolean echo, Parameters parameters) {
    private static final long USUAL_TOKENS = 16;

    static CompletionRequest read(byte[] body, OpenAiConfig config) {
        Fields fields = Fields.parse(body);
        Unsupported.refuseInCompletion(fields);
        int likeliest = fields.whole("logprobs", 0, Parameters.MOST_LIKELIEST).orElse(-1L).intValue();
        int maxTokens = fields.whole("max_tokens", 0, Integer.MAX_VALUE).orElse(USUAL_TOKENS).intValue();
        Parameters parameters = Parameters.read(fields, maxTokens, likeliest, config);
        List<CompletionPrompt> prompts = prompts(fields);
        if (prompts.size() * parameters.choices() > config.maxChoices()) {
            throw fields.wrong("prompt", "asks with n for %d completions, at most %d are allowed"
                    .formatted(prompts.size() * parameters.choices(), config.maxChoices()));
        }
        return new CompletionRequest(fields.text("model"), prompts, fields.flag("echo"), parameters);
    }

    private static List<CompletionPrompt> prompts(Fields fields) {
        JsonNode given = fields.any("prompt");
        if (given.isTextual()) {
            return List.of(new CompletionPrompt.Text(fields.text("prompt", given)));
        }
        if (!given.isArray() || given.isEmpty()) {
            throw fields.wrong("prompt", "is " + (given.isArray() ? "empty" : Fields.describe(given))
                    + ", expected a text, token ids, or a list of either");
        }
        if (given.get(0).isNumber()) {
            return List.of(ids(fields, given));
        }
        List<CompletionPrompt> prompts = new ArrayList<>();
        given.forEach(one -> prompts.add(one.isArray() ? ids(fields, one) : new CompletionPrompt.Text(fields.text("prompt", one))));
        return prompts;
    }

    private static CompletionPrompt ids(Fields fields, JsonNode list) {
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = list.get(i);
            if (!id.isIntegralNumber() || !id.canConvertToInt()) {
                throw fields.wrong("prompt", "has " + Fields.describe(id) + " among token ids");
            }
            ids[i] = id.intValue();
        }
        return new CompletionPrompt.Ids(ids);
    }

    /** Whether something is to be written that the scoring of the prompt does not tell. */
    boolean needsEngine() {
        boolean scored = echo && parameters.likeliest() >= 0 && parameters.stop().isEmpty() && parameters.isPlainGreedy();
        return parameters.maxTokens() > 1 || parameters.maxTokens() == 1 && !scored;
    }
}
