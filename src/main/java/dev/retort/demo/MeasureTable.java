package dev.retort.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.demo.Question.Group;

/**
 * Right replies to each set's questions, before any correction and after each run.
 *
 * @param measured in the order of the answers in {@code figures}
 * @param figures before, then for each round
 */
record MeasureTable(MeasureRequest request, List<MeasuredQuestion> measured, List<RoundFigures> figures) {
    private static final String LINE = "  %-9s %-37s";

    /** A group of questions that has figures of its own. */
    private enum Kind {
        OUTDATED("paraphrases, base states an old fact", q -> q.gap().filter(gap -> !gap.outdated().isEmpty()).isPresent()), UNTOLD(
                "paraphrases, base was told nothing", q -> q.gap().filter(gap -> gap.outdated().isEmpty()).isPresent()), KNOWN(
                        "known questions", q -> q.question().group() == Group.UNTOUCHED);

        private final String title;
        private final Predicate<MeasuredQuestion> has;

        Kind(String title, Predicate<MeasuredQuestion> has) {
            this.title = title;
            this.has = has;
        }
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        var head = new StringBuilder(LINE.formatted("set", "right replies to") + " %-14s".formatted("before"));
        for (int round = 1; round < figures.size(); round++) {
            head.append(" %-26s".formatted("after run %d%s".formatted(round,
                    figures.get(round).verdict().equals("accepted") ? "" : " (" + verdict(figures.get(round)) + ")")));
        }
        lines.add(head.toString().stripTrailing());
        for (QuestionSet set : request.sets()) {
            for (Kind kind : Kind.values()) {
                List<Integer> places = places(set, kind);
                if (!places.isEmpty()) {
                    lines.add(row(set, kind.title, places));
                }
            }
            long outdated = outdated(set, figures.get(0));
            if (outdated > 0) {
                lines.add(LINE.formatted(set.label(), "the old fact said in reply") + " "
                        + String.join(" ", IntStream.range(0, figures.size())
                                .mapToObj(i -> (i == 0 ? "%-14s" : "%-26s").formatted(outdated(set, figures.get(i)))).toList()).strip());
            }
        }
        return List.copyOf(lines);
    }

    private String row(QuestionSet set, String title, List<Integer> places) {
        var line = new StringBuilder(LINE.formatted(set.label(), title));
        for (int round = 0; round < figures.size(); round++) {
            String cell = "%d of %d".formatted(right(round, places), places.size());
            line.append((round == 0 ? " %-14s" : " %-26s")
                    .formatted(round == 0
                            ? cell
                            : "%s (%d won, %d lost)".formatted(cell, changed(round, places, true),
                                    changed(round, places, false))));
        }
        return line.toString().stripTrailing();
    }

    private static String verdict(RoundFigures round) {
        return round.verdict().isEmpty() ? "no run" : round.verdict();
    }

    private List<Integer> places(QuestionSet set, Kind kind) {
        return IntStream.range(0, measured.size()).filter(i -> measured.get(i).set() == set && kind.has.test(measured.get(i))).boxed()
                .toList();
    }

    private boolean right(int round, int place) {
        return figures.get(round).answers().get(place).right();
    }

    private long right(int round, List<Integer> places) {
        return places.stream().filter(place -> right(round, place)).count();
    }

    /** The number of questions answered wrong before and right in the round, or the other way round. */
    private long changed(int round, List<Integer> places, boolean won) {
        return places.stream().filter(place -> right(0, place) != won && right(round, place) == won).count();
    }

    private long outdated(QuestionSet set, RoundFigures round) {
        return IntStream.range(0, measured.size()).filter(i -> measured.get(i).set() == set)
                .filter(i -> measured.get(i).gap().filter(gap -> gap.isOutdated(round.answers().get(i).reply().text())).isPresent())
                .count();
    }

    /** For programs: counts for each set, and single replies of sets that may be read. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("domain", request.domain().name().toLowerCase(Locale.ROOT))
                .put("seed", request.seed());
        ArrayNode rounds = json.putArray("rounds");
        for (int round = 0; round < figures.size(); round++) {
            ObjectNode node = rounds.addObject().put("round", round).put("verdict", figures.get(round).verdict())
                    .put("secondsToLive", figures.get(round).live().toMillis() / 1000.0);
            figures.get(round).corrected().ifPresent(corrected -> node.put("corrected", corrected));
            ObjectNode sets = node.putObject("sets");
            for (QuestionSet set : request.sets()) {
                counts(sets.putObject(set.label()), set, round);
            }
        }
        ArrayNode replies = json.putArray("replies");
        IntStream.range(0, measured.size()).filter(i -> measured.get(i).set().open()).forEach(i -> replies.add(replies(i)));
        return json;
    }

    private void counts(ObjectNode node, QuestionSet set, int round) {
        for (Kind kind : Kind.values()) {
            List<Integer> places = places(set, kind);
            node.putObject(kind.name().toLowerCase(Locale.ROOT)).put("questions", places.size()).put("right", right(round, places))
                    .put("won", changed(round, places, true)).put("lost", changed(round, places, false));
        }
        node.put("oldFactSaid", outdated(set, figures.get(round)));
    }

    private ObjectNode replies(int place) {
        MeasuredQuestion question = measured.get(place);
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("set", question.set().label()).put("intent", question.intent())
                .put("about", question.gap().isPresent() ? "gap" : "known");
        if (!question.question().before().isEmpty()) {
            question.question().before().forEach(node.putArray("before")::add);
        }
        node.put("question", question.question().text());
        ArrayNode said = node.putArray("replies");
        for (RoundFigures round : figures) {
            Answer answer = round.answers().get(place);
            said.addObject().put("right", answer.right()).put("text", answer.reply().text());
        }
        return node;
    }
}
