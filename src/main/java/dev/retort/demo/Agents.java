package dev.retort.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.client.Api;
import dev.retort.time.Stopwatch;

/** Simulated agents: they hold the answer key against the replies, and flag and correct what is wrong. What an agent corrects counts at once. */
final class Agents {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private final Api api;
    private final Customers customers;

    Agents(Api api, Customers customers) {
        this.api = api;
        this.customers = customers;
    }

    /**
     * Reviews them one after the other.
     *
     * @param each after so many corrections the customer asks again at once, until they get it
     * @return how soon these were said; their number is that of the corrections if each is 1
     */
    FirstRecalls review(List<Answer> answers, int each) throws IOException {
        var took = new ArrayList<Duration>();
        int never = 0;
        List<Answer> wrong = wrong(answers);
        for (int i = 0; i < wrong.size(); i++) {
            Answer answer = wrong.get(i);
            api.post("api/feedback", feedback(answer, "flagged").put("reason", "wrong"));
            var since = new Stopwatch();
            api.post("api/feedback", feedback(answer, "corrected").put("betterReply", answer.question().correction().orElseThrow()));
            if (i % each == 0) {
                Optional<Duration> said = customers.untilRecalled(answer.question(), since, PATIENCE);
                said.ifPresent(took::add);
                never += said.isPresent() ? 0 : 1;
            }
        }
        return new FirstRecalls(took, never);
    }

    /** The answers that they correct. */
    static List<Answer> wrong(List<Answer> answers) {
        return answers.stream().filter(answer -> !answer.right() && answer.question().correction().isPresent()).toList();
    }

    private static ObjectNode feedback(Answer answer, String verdict) {
        return JsonNodeFactory.instance.objectNode().put("exchangeId", answer.reply().exchangeId()).put("verdict", verdict);
    }
}
