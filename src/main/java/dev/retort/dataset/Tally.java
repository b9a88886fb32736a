package dev.retort.dataset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.retort.dataset.QualityReport.Found;
import dev.retort.model.Turn;
import dev.retort.text.Language;
import dev.retort.text.Redaction;

/** Counts for the report while the rows go by. */
final class Tally {
    private static final String DESIRED = "desired replies";
    private static final String UNDESIRED = "undesired replies";
    /** Shapes of rows with a label. */
    static final List<String> JUDGED = List.of(DESIRED, UNDESIRED);
    /** The shape of conversations with replies that are not to be learned. */
    static final String IN_PART = "conversations in part";
    private static final String NEAR = "near";
    private static final String ALIKE = "alike";
    private static final String OTHER_SOURCES = "(others)";
    private static final int MOST_SOURCES = 1000;
    private final long[] kept = new long[DatasetSplit.values().length];
    private final Findings dropped = new Findings();
    private final Findings personal = new Findings();
    private final Findings near = new Findings();
    private final Findings alike = new Findings();
    private final Findings remarks = new Findings();
    private final ReplyNumbers numbers = new ReplyNumbers();
    private final RepeatedReplies replies = new RepeatedReplies();
    private final Map<String, Long> shapes = new TreeMap<>();
    private final Map<String, Long> languages = new TreeMap<>();
    private final Map<String, Long> sources = new TreeMap<>();
    private final Histogram promptCharacters = new Histogram(20, 50, 100, 200, 500, 1000, 2000, 5000);
    private final Histogram replyCharacters = new Histogram(20, 50, 100, 200, 500, 1000, 2000, 5000);
    private final Histogram turns = new Histogram(2, 3, 4, 5, 6, 7, 8, 9, 11, 21);
    private long rows;
    private long same;
    private long cut;
    private boolean laidDown;

    void row() {
        rows++;
    }

    long rows() {
        return rows;
    }

    void drop(Parsed.Dropped what) {
        dropped.add(what.reason().words(), what.line(), what.detail());
    }

    void personal(Redaction.Kind kind, long line) {
        personal.add(kind.word(), line, "");
    }

    void cut() {
        cut++;
    }

    void keep(Row row, long line, QuestionClusters.Placed placed) {
        ImportedExample example = row.example();
        kept[placed.split().ordinal()]++;
        same += placed.place() == QuestionClusters.Place.SAME ? 1 : 0;
        if (placed.place() == QuestionClusters.Place.NEAR) {
            near.add(NEAR, line, "");
        }
        if (placed.place() == QuestionClusters.Place.ALIKE) {
            alike.add(ALIKE, line, "");
        }
        numbers.take(placed, example, line)
                .ifPresent(earlier -> remarks.add(Remark.OTHER_NUMBERS.words(), line, "line %d says otherwise".formatted(earlier)));
        laidDown |= row.split().isPresent();
        row.remarks().forEach(remark -> remarks.add(remark.words(), line, ""));
        shapes.merge(shape(example), 1L, Long::sum);
        if (!example.undesired()) {
            replies.add(example.reply());
        }
        languages.merge(Language.of(QuestionClusters.of(example) + " " + example.reply()), 1L, Long::sum);
        row.source().ifPresent(
                source -> sources.merge(sources.size() < MOST_SOURCES || sources.containsKey(source) ? source : OTHER_SOURCES, 1L,
                        Long::sum));
        promptCharacters.add(example.prompt().stream().map(Turn::content).mapToInt(String::length).sum());
        replyCharacters.add(example.reply().length());
        turns.add(example.prompt().size() + 1);
    }

    private static String shape(ImportedExample example) {
        if (example instanceof ImportedExample.Judged judged) {
            return judged.desired() ? DESIRED : UNDESIRED;
        }
        if (example instanceof ImportedExample.Conversation conversation) {
            return conversation.passedOver().isEmpty() ? "conversations" : IN_PART;
        }
        return example.rejected().isPresent() ? "pairs" : "completions";
    }

    /** @param notes on the file as a whole */
    QualityReport report(String file, List<String> notes, QuestionClusters questions, Optional<ContextLimit> context) {
        var parts = new LinkedHashMap<String, Long>();
        for (DatasetSplit split : DatasetSplit.values()) {
            parts.put(split.word(), kept[split.ordinal()]);
        }
        var asked = new QualityReport.Questioned(questions.clusters(), same, near.found().getOrDefault(NEAR, Found.NOTHING),
                alike.found().getOrDefault(ALIKE, Found.NOTHING), questions.byMeaning(), questions.byWordsAlone(),
                questions.largest(5).stream().map(c -> new QualityReport.Cluster(c.size(), c.firstLine())).toList());
        var limit = context.map(c -> new QualityReport.Context(c.model(), c.tokens(), cut))
                .orElseGet(() -> new QualityReport.Context("", 0, 0));
        var report = new QualityReport(file, rows, parts, dropped.found(), asked, personal.found(), limit, mostFirst(shapes),
                mostFirst(languages), promptCharacters.counts(), replyCharacters.counts(), turns.counts(), replies.mostFrequent(),
                mostFirst(sources), withName(file, notes));
        return ReportNotes.addedTo(report, remarks.found());
    }

    private List<String> withName(String file, List<String> notes) {
        return laidDown || !DatasetSplit.isHeldOut(file)
                ? notes
                : Stream.concat(notes.stream(), Stream.of("By its name the file is one to keep back, but most of it is in the train part."
                        + " A column or field 'split' with the word 'test' in every row keeps it out.")).toList();
    }

    private static Map<String, Long> mostFirst(Map<String, Long> counts) {
        var sorted = new LinkedHashMap<String, Long>();
        counts.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(e -> sorted.put(e.getKey(), e.getValue()));
        return sorted;
    }
}
