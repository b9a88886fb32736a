package dev.retort.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.demo.MeasureStage.Key;
import dev.retort.demo.Question.Group;

/**
 * Right replies to each set's questions: before any correction, by the memory a second after the last one, and after each run by the weights alone and with
 * the memory.
 *
 * @param measured in the order of the answers in {@code figures}
 * @param figures before, then for each round
 */
record MeasureTable(MeasureRequest request, List<MeasuredQuestion> measured, List<RoundFigures> figures) {
    private static final String OLD_FACT = "the old fact said";

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

    /** A column of figures: its head, and what stands in it at a stage. */
    private record Column(String head, Function<MeasureStage, String> cell) {}

    List<String> lines() {
        List<MeasureStage> stages = MeasureStage.of(figures);
        int widest = stages.stream().mapToInt(stage -> stage.title().length()).max().orElse(0);
        var lines = new ArrayList<String>();
        for (QuestionSet set : request.sets()) {
            List<Column> columns = columns(set);
            lines.add(line(widest, "right replies, " + set.label(), columns, Column::head));
            stages.forEach(stage -> lines.add(line(widest, stage.title(), columns, column -> column.cell().apply(stage))));
        }
        return List.copyOf(lines);
    }

    private List<Column> columns(QuestionSet set) {
        var columns = new ArrayList<Column>();
        for (Kind kind : Kind.values()) {
            List<Integer> places = places(set, kind);
            if (!places.isEmpty()) {
                columns.add(new Column(kind.title, stage -> cell(stage, kind, places)));
            }
        }
        if (outdated(set, figures.get(0).answers()) > 0) {
            columns.add(new Column(OLD_FACT, stage -> String.valueOf(outdated(set, stage.answers()))));
        }
        return columns;
    }

    private static String line(int widest, String first, List<Column> columns, Function<Column, String> text) {
        var line = new StringBuilder("  ").append(first).append(" ".repeat(Math.max(0, widest - first.length())));
        columns.forEach(column -> line.append("  ").append("%-38s".formatted(text.apply(column))));
        return line.toString().stripTrailing();
    }

    private String cell(MeasureStage stage, Kind kind, List<Integer> places) {
        String right = "%d of %d".formatted(right(stage, places), places.size());
        return switch (stage.key()) {
            case BASE -> right;
            case MEMORY -> kind == Kind.KNOWN
                    ? "%s (%d replies changed)".formatted(right, count(places, stage::isChanged))
                    : "%s (%d got another correction)".formatted(right, count(places, stage::isMistaken));
            case WEIGHTS, BOTH -> "%s (%d won, %d lost)".formatted(right, changed(stage, places, true), changed(stage, places, false));
        };
    }

    private List<Integer> places(QuestionSet set, Kind kind) {
        return IntStream.range(0, measured.size()).filter(i -> measured.get(i).set() == set && kind.has.test(measured.get(i))).boxed()
                .toList();
    }

    private static long count(List<Integer> places, Predicate<Integer> counted) {
        return places.stream().filter(counted).count();
    }

    private static long right(MeasureStage stage, List<Integer> places) {
        return count(places, stage::right);
    }

    /** The number of questions answered wrong by the base and right at this stage, or the other way round. */
    private long changed(MeasureStage stage, List<Integer> places, boolean won) {
        return count(places, place -> figures.get(0).answers().get(place).right() != won && stage.right(place) == won);
    }

    private long outdated(QuestionSet set, List<Answer> answers) {
        return IntStream.range(0, measured.size()).filter(i -> measured.get(i).set() == set)
                .filter(i -> measured.get(i).gap().filter(gap -> gap.isOutdated(answers.get(i).reply().text())).isPresent()).count();
    }

    /** For programs: counts for each set, and single replies of sets that may be read. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("domain", request.domain().name().toLowerCase(Locale.ROOT))
                .put("seed", request.seed());
        ArrayNode rounds = json.putArray("rounds");
        for (int round = 0; round < figures.size(); round++) {
            RoundFigures now = figures.get(round);
            ObjectNode node = rounds.addObject().put("round", round).put("verdict", now.verdict())
                    .put("secondsToLive", now.live().toMillis() / 1000.0);
            now.corrected().ifPresent(corrected -> node.put("corrected", corrected));
            now.atOnce().ifPresent(memory -> node.<ObjectNode>set("firstRecalls", memory.recalls().json()).set("thresholds",
                    memory.thresholds()));
            List<MeasureStage> stages = stages(round);
            ObjectNode sets = node.putObject("sets");
            for (QuestionSet set : request.sets()) {
                counts(sets.putObject(set.label()), set, stages);
            }
        }
        ArrayNode replies = json.putArray("replies");
        IntStream.range(0, measured.size()).filter(i -> measured.get(i).set().open()).forEach(i -> replies.add(replies(i)));
        return json;
    }

    /** Those of one round. */
    private List<MeasureStage> stages(int round) {
        return round == 0
                ? MeasureStage.of(figures.subList(0, 1))
                : MeasureStage.of(List.of(figures.get(round - 1), figures.get(round))).stream().skip(1).toList();
    }

    /** The weights' figures by themselves, the memory's under its name. */
    private void counts(ObjectNode node, QuestionSet set, List<MeasureStage> stages) {
        for (Kind kind : Kind.values()) {
            List<Integer> places = places(set, kind);
            ObjectNode figure = node.putObject(kind.name().toLowerCase(Locale.ROOT)).put("questions", places.size());
            for (MeasureStage stage : stages) {
                inside(figure, stage.key()).ifPresentOrElse(memory -> memory.put("right", right(stage, places))
                        .put("won", changed(stage, places, true)).put("lost", changed(stage, places, false))
                        .put("replyChanged", count(places, stage::isChanged)).put("anotherCorrection", count(places, stage::isMistaken)),
                        () -> figure.put("right", right(stage, places)).put("won", changed(stage, places, true)).put("lost",
                                changed(stage, places, false)));
            }
        }
        for (MeasureStage stage : stages) {
            inside(node, stage.key()).orElse(node).put("oldFactSaid", outdated(set, stage.answers()));
        }
    }

    private static Optional<ObjectNode> inside(ObjectNode node, Key key) {
        return switch (key) {
            case MEMORY -> Optional.of(node.withObjectProperty("memoryBeforeTheRun"));
            case BOTH -> Optional.of(node.withObjectProperty("memoryAndWeights"));
            case BASE, WEIGHTS -> Optional.empty();
        };
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
            ObjectNode at = reply(said.addObject(), round.answers().get(place));
            round.atOnce().ifPresent(memory -> {
                reply(at.putObject("memoryBeforeTheRun"), memory.before().get(place));
                reply(at.putObject("memoryAndWeights"), memory.after().get(place));
            });
        }
        return node;
    }

    private static ObjectNode reply(ObjectNode node, Answer answer) {
        node.put("right", answer.right()).put("text", answer.reply().text());
        answer.reply().recalled().ifPresent(id -> node.put("recalled", id));
        return node;
    }
}
