package dev.retort.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Tokens of a request: each prompt counts once, however many choices it has. */
record Usage(int promptTokens, int completionTokens) {
    ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("prompt_tokens", promptTokens).put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
    }
}
