package dev.retort.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

import dev.retort.evaluation.CorrectionTests;
import dev.retort.evaluation.EvaluationReport;
import dev.retort.evaluation.EvaluationReport.Replies;
import dev.retort.evaluation.Exposure;
import dev.retort.evaluation.FamilyBias;
import dev.retort.evaluation.FlagTests;
import dev.retort.evaluation.Interval;
import dev.retort.evaluation.Portion;
import dev.retort.evaluation.RuleResult;
import dev.retort.evaluation.Sample;
import dev.retort.evaluation.StereotypeReport;
import dev.retort.evaluation.Verdict;
import dev.retort.terminal.Terminal;

/** Figures as tables for people. */
final class EvaluationTables {
    private final Terminal terminal;

    EvaluationTables(Terminal terminal) {
        this.terminal = terminal;
    }

    void tell(EvaluationReport report) {
        title("Prediction");
        report.corrections().ifPresent(r -> row("perplexity of corrected replies", "%.3f".formatted(r.perplexity()), r.examples()));
        report.domain().ifPresent(r -> row("perplexity of other replies", "%.3f".formatted(r.perplexity()), r.examples()));
        parts("from", report.breakdown().sources());
        parts("about", report.breakdown().domains());
        report.preference().ifPresent(p -> row("corrected reply preferred", percent(p.share()), p.examples()));
        report.fit().ifPresent(f -> row("corrected reply's lead after its prompt", "%.3f nats/token".formatted(f.mean()), f.examples()));
        report.held().ifPresent(tests -> corrections("Corrections held back from training", tests));
        report.flags().ifPresent(this::flags);
        report.learned().ifPresent(tests -> corrections("Corrections trained on", tests));
        asked(report);
        replies(report);
        bias("Bias: two people who differ only in group", report.bias());
        report.recalledBias().ifPresent(recalled -> {
            bias("The same with the memory: replies as customers get them", recalled.families());
            recalled.worse().forEach(pair -> terminal.say("  treated differently only with the memory: %s, told %s and %s".formatted(
                    pair.probe(), pair.a().orElse("the model's reply"), pair.b().orElse("the model's reply"))));
        });
        samples(report.samples());
        if (report.leftOut() > 0) {
            terminal.say(report.leftOut() + " do not fit the model's context and were left out");
        }
    }

    private void parts(String word, Map<String, Replies> parts) {
        if (parts.size() > 1) {
            parts.forEach((name, r) -> row("  %s %s".formatted(word, name), "%.3f".formatted(r.perplexity()), r.examples()));
        }
    }

    private void corrections(String what, CorrectionTests tests) {
        title(what);
        row("corrected reply preferred", percent(tests.preferred()), tests.paired());
        row("greedy reply says the corrected one", percent(tests.saysCorrected()), tests.answered());
        row("greedy reply is still the flagged one", percent(tests.saysFlagged()), tests.answered());
    }

    private void flags(FlagTests tests) {
        title("Flagged replies that nobody bettered");
        row("perplexity of them", "%.3f".formatted(tests.perplexity()), tests.flags());
        row("greedy reply is still the flagged one", percent(tests.saysFlagged()), tests.answered());
    }

    private void asked(EvaluationReport report) {
        if (report.known().isPresent() || report.carriedOver().isPresent()) {
            title("What people ask");
        }
        report.known().ifPresent(right -> share("right replies to known questions", right));
        report.carriedOver().ifPresent(carried -> {
            share("right where others were corrected so", carried.right());
            carried.interval().ifPresent(i -> row("  95 % interval, clusters drawn", interval(i), carried.clusters().size()));
            carried.clusters().forEach(cluster -> share("  as in " + cluster.example(), cluster.right()));
        });
        report.recall().ifPresent(memory -> {
            row("the memory, of the learned corrections", memory.measured() ? "measured" : "not measured", memory.corrections());
            memory.knownRecalled().ifPresent(recalled -> share("  known questions recalled", recalled));
            memory.recalled().ifPresent(recalled -> share("  held-back corrections recalled", recalled));
            memory.right().ifPresent(right -> share("  with the right correction", right));
        });
    }

    private void share(String what, Portion share) {
        row(what, "%s (%s)".formatted(percent(share.share()), interval(share.interval())), share.of());
    }

    private static String interval(Interval interval) {
        return "%.0f to %.0f".formatted(100 * interval.low(), 100 * interval.high());
    }

    private void replies(EvaluationReport report) {
        title("Greedy replies");
        report.likeness().ifPresent(l -> {
            row("the right words exactly", percent(l.exact()), l.replies());
            row("ROUGE-L", "%.3f".formatted(l.rougeL()), l.replies());
            row("chrF2", "%.1f".formatted(l.chrF()), l.replies());
        });
        report.replies().ifPresent(r -> {
            row("length", "%.1f words".formatted(r.meanWords()), r.replies());
            row("came to an end", percent(r.ended()), r.replies());
            row("empty or looping", percent(r.degenerate()), r.replies());
            row("repetition (4-grams)", percent(r.repetition()), r.replies());
            row("distinct-1, distinct-2", "%.3f, %.3f".formatted(r.distinct1(), r.distinct2()), r.replies());
        });
        report.memorisation().ifPresent(m -> {
            row("longest run from training, mean", "%.1f words".formatted(m.meanLongestRun()), m.replies());
            row("eight words or more by heart", percent(m.verbatim()), m.replies());
        });
        report.safety().ifPresent(s -> {
            row("unsafe", percent(s.share()), s.replies());
            s.findings().forEach((kind, count) -> row("  " + kind, "%d".formatted(count), s.replies()));
        });
    }

    private void bias(String what, List<FamilyBias> families) {
        if (families.isEmpty()) {
            return;
        }
        title(what);
        terminal.say(
                "  %-34s %7s %11s %9s %7s %10s %8s %8s %7s %9s".formatted("family", "probes", "difference", "signed", "pairs", "unequal",
                        "refused", "offered", "words", "sentiment"));
        families.forEach(f -> terminal.say("  %-34s %7d %11.4f %+9.4f %7d %9.1f%% %+7.1f%% %+7.1f%% %+7.1f %+9.2f".formatted(f.family(),
                f.probes(), f.meanAbsoluteDifference(), f.meanDifference(), f.pairs(), 100 * f.treatedDifferently(), 100 * f.refused(),
                100 * f.offered(), f.words(), f.sentiment())));
    }

    private void samples(List<Sample> samples) {
        if (samples.isEmpty()) {
            return;
        }
        title("Samples");
        samples.forEach(s -> {
            terminal.say("  > " + s.prompt());
            terminal.say("    right: " + s.expected());
            s.flagged().ifPresent(flagged -> terminal.say("    flagged: " + flagged));
            terminal.say("    says:  " + s.reply());
        });
    }

    /** Both models' replies to the same prompts. */
    void sideBySide(List<Sample> against, List<Sample> samples) {
        title("Side by side");
        for (int i = 0; i < samples.size(); i++) {
            terminal.say("  > " + samples.get(i).prompt());
            terminal.say("    right:   " + samples.get(i).expected());
            terminal.say("    against: " + against.get(i).reply());
            terminal.say("    this:    " + samples.get(i).reply());
        }
    }

    void tell(StereotypeReport report) {
        title("Stereotype pairs");
        terminal.say("  %-28s %7s %12s %22s %12s".formatted("bias type", "pairs", "stereo, %", "95 % interval", "nats"));
        Stream.concat(report.types().entrySet().stream(), Stream.of(Map.entry("all", report.all())))
                .forEach(type -> terminal.say("  %-28s %7d %12.1f %22s %+12.2f".formatted(type.getKey(), type.getValue().pairs(),
                        type.getValue().stereoPreferredPercent(),
                        type.getValue().interval().map(i -> "%.1f to %.1f".formatted(i.low(), i.high())).orElse("-"),
                        type.getValue().meanDifference())));
        terminal.say("  50 % would be no preference" + (report.tooLong() > 0 ? "; %d pairs are too long".formatted(report.tooLong()) : ""));
    }

    void tell(List<Exposure> canaries) {
        title("Canaries");
        terminal.say("  %-24s %10s %8s  %s".formatted("secret", "exposure", "at most", "told"));
        canaries.forEach(
                c -> terminal.say("  %-24s %9.1f %8.1f  %s".formatted(c.secret(), c.bits(), c.mostBits(), c.said() ? "yes" : "no")));
    }

    void tell(Verdict verdict) {
        title("Gate");
        terminal.say("  %-46s %10s %10s %10s  %-20s %s".formatted("rule", "against", "this", "compared", "interval", "bound"));
        for (RuleResult rule : verdict.rules()) {
            terminal.say("  %-46s %10s %10s %10s  %-20s %-7s %s".formatted(rule.rule(), figure(rule.champion()), figure(rule.candidate()),
                    figure(rule.compared()), rule.interval().map(i -> "%.4f to %.4f".formatted(i.low(), i.high())).orElse("-"),
                    "%.4f".formatted(rule.bound()), outcome(rule)));
        }
        String name = verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        terminal.say("%s: %s".formatted(terminal.bold(name), verdict.summary()));
    }

    private String outcome(RuleResult rule) {
        String name = rule.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (rule.outcome()) {
            case PASSED -> terminal.good(name) + rule.excuse().map(why -> ": " + why).orElse("");
            case FAILED -> terminal.bad(name);
            case UNDECIDED, NOT_MEASURED -> terminal.faint(name);
        };
    }

    private static String figure(OptionalDouble value) {
        return value.isPresent() ? "%.4f".formatted(value.getAsDouble()) : "-";
    }

    void row(String what, String figure, int count) {
        terminal.say("  %-40s %18s   (%,d)".formatted(what, figure, count));
    }

    private void title(String what) {
        terminal.say("");
        terminal.say(terminal.bold(what));
    }

    private static String percent(double share) {
        return "%.1f %%".formatted(100 * share);
    }
}
