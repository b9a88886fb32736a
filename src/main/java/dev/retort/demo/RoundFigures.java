package dev.retort.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.demo.Question.Group;

/**
 * The model's standing after a round.
 *
 * @param answers to the questions that measure it
 * @param corrected how many replies agents corrected in the round; empty before the first
 * @param domainPerplexity the gate's, on conversations that nobody corrected; empty where no run was judged
 * @param live from the last correction to the version that had learned it, or to the verdict that kept it from serving
 */
record RoundFigures(List<Answer> answers, Optional<Integer> corrected, String verdict, OptionalDouble domainPerplexity, Duration live) {
    static RoundFigures of(List<Answer> answers, Optional<Integer> corrected, JsonNode verdict, Duration live) {
        OptionalDouble perplexity = OptionalDouble.empty();
        for (JsonNode rule : verdict.path("rules")) {
            if (rule.path("rule").asText().equals("domainPerplexity") && rule.path("candidate").isNumber()) {
                perplexity = OptionalDouble.of(rule.path("candidate").asDouble());
            }
        }
        return new RoundFigures(answers, corrected, verdict.path("verdict").asText(""), perplexity, live);
    }

    /** Share of wrong replies in a group, 0 to 1. */
    double wrong(Group group) {
        return 1 - Report.right(answers, group) / (double) Math.max(1, Report.all(answers, group));
    }

    /** For programs; shares are of 1. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        corrected.ifPresent(replies -> json.put("corrected", replies));
        domainPerplexity.ifPresent(perplexity -> json.put("domainPerplexity", perplexity));
        return json.put("verdict", verdict).put("wrongOnUnseenParaphrases", wrong(Group.UNSEEN))
                .put("rightOnUntouchedTopics", 1 - wrong(Group.UNTOUCHED)).put("secondsToLive", live.toMillis() / 1000.0);
    }

    String line() {
        return "wrong on unseen paraphrases %s, right on untouched topics %s".formatted(wrongOf(), rightOf());
    }

    String row() {
        return "%9s   %27s   %25s   %23s   %s".formatted(corrected.map(String::valueOf).orElse(""), wrongOf(), rightOf(),
                domainPerplexity.isPresent() ? "%.3f".formatted(domainPerplexity.getAsDouble()) : "",
                live.isZero() ? "" : "%.1f s%s".formatted(live.toMillis() / 1000.0, verdict.equals("accepted") ? "" : ", " + verdict));
    }

    private String wrongOf() {
        long all = Report.all(answers, Group.UNSEEN);
        return "%3.0f %% (%d/%d)".formatted(100 * wrong(Group.UNSEEN), all - Report.right(answers, Group.UNSEEN), all);
    }

    private String rightOf() {
        return "%3.0f %% (%d/%d)".formatted(100 * (1 - wrong(Group.UNTOUCHED)), Report.right(answers, Group.UNTOUCHED),
                Report.all(answers, Group.UNTOUCHED));
    }
}
