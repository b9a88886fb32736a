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
 * @param answers to the questions that measure it, by the weights alone
 * @param corrected how many replies agents corrected in the round; empty before the first
 * @param domainPerplexity the gate's, on conversations that nobody corrected; empty where no run was judged
 * @param live from the last correction to the version that had learned it, or to the verdict that kept it from serving
 * @param atOnce what the memory did; empty where nothing was corrected
 */
record RoundFigures(List<Answer> answers, Optional<Integer> corrected, String verdict, OptionalDouble domainPerplexity, Duration live,
        Optional<AtOnce> atOnce) {
    static RoundFigures of(List<Answer> answers, Optional<Integer> corrected, JsonNode verdict, Duration live) {
        OptionalDouble perplexity = OptionalDouble.empty();
        for (JsonNode rule : verdict.path("rules")) {
            if (rule.path("rule").asText().equals("domainPerplexity") && rule.path("candidate").isNumber()) {
                perplexity = OptionalDouble.of(rule.path("candidate").asDouble());
            }
        }
        return new RoundFigures(answers, corrected, verdict.path("verdict").asText(""), perplexity, live, Optional.empty());
    }

    RoundFigures with(AtOnce memory) {
        return new RoundFigures(answers, corrected, verdict, domainPerplexity, live, Optional.of(memory));
    }

    /** Share of wrong replies in a group, 0 to 1. */
    double wrong(Group group) {
        return wrong(answers, group);
    }

    private static double wrong(List<Answer> answers, Group group) {
        return 1 - Report.right(answers, group) / (double) Math.max(1, Report.all(answers, group));
    }

    /** For programs; shares are of 1. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        corrected.ifPresent(replies -> json.put("corrected", replies));
        domainPerplexity.ifPresent(perplexity -> json.put("domainPerplexity", perplexity));
        json.put("verdict", verdict).put("secondsToLive", live.toMillis() / 1000.0);
        shares(json, answers);
        atOnce.ifPresent(memory -> {
            shares(json.putObject("memoryBeforeTheRun"), memory.before());
            shares(json.putObject("memoryAndWeights"), memory.after());
            json.set("firstRecalls", memory.recalls().json());
            json.set("thresholds", memory.thresholds());
        });
        return json;
    }

    private static void shares(ObjectNode json, List<Answer> answers) {
        json.put("wrongOnUnseenParaphrases", wrong(answers, Group.UNSEEN)).put("rightOnUntouchedTopics",
                1 - wrong(answers, Group.UNTOUCHED));
    }

    String line() {
        return line(answers);
    }

    static String line(List<Answer> answers) {
        return "right on unseen paraphrases %s, on untouched topics %s".formatted(rightOf(answers, Group.UNSEEN),
                rightOf(answers, Group.UNTOUCHED));
    }

    /** The head of {@link #row}. */
    static String head() {
        return "%9s   %s   %s   %11s   %s".formatted("corrected", columns("unseen paraphrases: at once", "after the run", "both"),
                columns("untouched topics: at once", "after the run", "both"), "perplexity", "live after");
    }

    /** Right replies: the memory's before the run, the weights' after it, and both together; then what the gate says of other conversations. */
    String row() {
        return "%9s   %s   %s   %11s   %s".formatted(corrected.map(String::valueOf).orElse(""), columns(Group.UNSEEN),
                columns(Group.UNTOUCHED), domainPerplexity.isPresent() ? "%.3f".formatted(domainPerplexity.getAsDouble()) : "",
                live.isZero() ? "" : "%.1f s%s".formatted(live.toMillis() / 1000.0, verdict.equals("accepted") ? "" : ", " + verdict))
                .stripTrailing();
    }

    private String columns(Group group) {
        return columns(atOnce.map(memory -> rightOf(memory.before(), group)).orElse(""), rightOf(answers, group),
                atOnce.map(memory -> rightOf(memory.after(), group)).orElse(""));
    }

    private static String columns(String one, String two, String three) {
        return "%27s  %14s  %14s".formatted(one, two, three);
    }

    private static String rightOf(List<Answer> answers, Group group) {
        long all = Report.all(answers, group);
        return "%.0f %% (%d/%d)".formatted(100 * (1 - wrong(answers, group)), Report.right(answers, group), all);
    }
}
