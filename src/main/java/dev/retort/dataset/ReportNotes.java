package dev.retort.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.retort.dataset.QualityReport.Found;
import dev.retort.text.Language;

/** Notes on a report: the findings that deserve a look before somebody trains on the data. */
final class ReportNotes {
    private static final double MANY = 0.05;
    private static final int A_FEW = 5;
    private static final double CANNED = 0.1;
    private static final double ONE_TOPIC = 0.2;
    private static final int ENOUGH_FOR_SHARES = 50;

    private ReportNotes() {}

    /** @param remarks what was not taken as it stands */
    static QualityReport addedTo(QualityReport r, Map<String, Found> remarks) {
        return new QualityReport(r.file(), r.rows(), r.kept(), r.dropped(), r.questions(), r.personalData(), r.context(), r.shapes(),
                r.languages(), r.promptCharacters(), r.replyCharacters(), r.turns(), r.repeatedReplies(), r.sources(), notes(r, remarks));
    }

    private static List<String> notes(QualityReport report, Map<String, Found> remarks) {
        var notes = new ArrayList<>(report.notes());
        remarks.forEach((words, found) -> notes.add("%s: %s.".formatted(words, found.words())));
        Optional.ofNullable(report.dropped().get(DropReason.UNKNOWN_SPLIT.words())).ifPresent(found -> notes.add(
                "Rows that name an unknown part, left out because it may be one that is held out: %s.".formatted(found.words())));
        if (report.questions().byWordsAlone() > 0) {
            notes.add(
                    ("The first %,d different questions were compared by their meaning, %,d by their words alone: the same in other words may be in two parts."
                            + " --by-meaning compares more, at some 5 ms each.").formatted(report.questions().byMeaning(),
                                    report.questions().byWordsAlone()));
        }
        long dropped = report.dropped().values().stream().mapToLong(Found::count).sum();
        if (dropped > MANY * report.rows() && dropped >= A_FEW) {
            notes.add("%.0f %% of the rows were left out.".formatted(100.0 * dropped / report.rows()));
        }
        double all = report.keptInAll();
        report.kept().forEach((part, count) -> {
            if (count == 0) {
                notes.add("The %s part is empty; more rows will fill it.".formatted(part));
            }
        });
        if (all < ENOUGH_FOR_SHARES) {
            return notes;
        }
        report.repeatedReplies().stream().findFirst().filter(most -> most.count() > CANNED * all).ifPresent(
                most -> notes.add("%.0f %% of the replies are the same text; a model learns to say it to everything: \"%s\""
                        .formatted(100 * most.count() / all, most.reply())));
        report.questions().largest().stream().findFirst().filter(most -> most.rows() > ONE_TOPIC * all).ifPresent(
                most -> notes
                        .add("%.0f %% of the rows ask nearly the same as line %d; they all go to one part, so the parts' shares are off."
                                .formatted(100 * most.rows() / all, most.firstLine())));
        List<Map.Entry<String, Long>> languages = report.languages().entrySet().stream()
                .filter(e -> !e.getKey().equals(Language.UNKNOWN) && e.getValue() > MANY * all).toList();
        if (languages.size() > 1) {
            notes.add("It is written in several languages: %s."
                    .formatted(String.join(", ", languages.stream().map(Map.Entry::getKey).toList())));
        }
        if (report.context().cut() > MANY * all) {
            notes.add("%.0f %% of the conversations are longer than the model's context; their oldest turns are left out in training."
                    .formatted(100 * report.context().cut() / all));
        }
        return notes;
    }
}
