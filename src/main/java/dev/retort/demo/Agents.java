package dev.retort.demo;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.client.Api;

/** Simulated agents: they hold the answer key against the replies, and flag and correct what is wrong. */
final class Agents {
    private final Api api;

    Agents(Api api) {
        this.api = api;
    }

    /** @return how many replies were corrected */
    int review(List<Answer> answers) throws IOException {
        int corrected = 0;
        for (Answer answer : answers) {
            if (!answer.right() && answer.question().correction().isPresent()) {
                api.post("api/feedback", feedback(answer, "flagged").put("reason", "wrong"));
                api.post("api/feedback", feedback(answer, "corrected").put("betterReply", answer.question().correction().get()));
                corrected++;
            }
        }
        return corrected;
    }

    private static ObjectNode feedback(Answer answer, String verdict) {
        return JsonNodeFactory.instance.objectNode().put("exchangeId", answer.reply().exchangeId()).put("verdict", verdict);
    }
}
