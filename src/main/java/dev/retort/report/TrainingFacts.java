package dev.retort.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.retort.training.Hyperparameter;
import dev.retort.training.HyperparameterLine;
import dev.retort.training.HyperparameterTable;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Objective;
import dev.retort.training.Replay;
import dev.retort.training.TrainingReport;

/** Settings and results of a training, in lines. */
public final class TrainingFacts {
    private TrainingFacts() {}

    /**
     * Settings that it learns by.
     *
     * @param device where it computes
     */
    public static FactGroup method(Hyperparameters told, String device, int threads) {
        List<Fact> facts = new ArrayList<>();
        Objective objective = told.objective();
        facts.add(new Fact("method",
                word(objective.method()) + (word(objective.method()).equals("sft") ? "" : ", beta " + Numbers.of(objective.beta()))));
        facts.add(new Fact("weights",
                told.lora().map(lora -> Html.format("adapter of rank %d, alpha %s, in %s", lora.rank(), Numbers.of(lora.alpha()),
                        String.join(", ", lora.targets()))).orElse("all")));
        facts.add(new Fact("learning rate",
                Html.format("%s, %s, %s %% warmup", Numbers.of(told.optimizer().learningRate()), word(told.pacing().schedule()),
                        Numbers.of(100 * told.pacing().warmupRatio()))));
        facts.add(new Fact("epochs", Integer.toString(told.pacing().epochs())));
        facts.add(new Fact("batch",
                told.pacing().rows() + (told.pacing().rows() == 1 ? " example" : " examples") + (told.pacing().accumulation() == 1
                        ? ""
                        : ", " + told.pacing().accumulation() + " of them to an update")));
        facts.add(new Fact("replayed", Numbers.of(told.data().replayRatio()) + " for each new example"
                + (objective.replay() == Replay.KEEP ? ", kept as they were" : ", learned again")));
        for (Hyperparameter row : HyperparameterTable.ROWS) {
            row.line().flatMap(line -> row.of(told).flatMap(value -> line(line, value))).ifPresent(facts::add);
        }
        facts.add(new Fact("computed", word(told.compute().matrices()) + " on " + device + ", threads: " + threads
                + (told.compute().recompute() ? ", layers recomputed" : "")));
        facts.add(new Fact("seed", Long.toString(told.data().seed())));
        return new FactGroup("Method", facts);
    }

    /** Results of it. */
    public static FactGroup outcome(TrainingReport report) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("updates", Html.format("%,d", report.steps())));
        facts.add(new Fact("tokens", Html.format("%,d", report.tokens())));
        facts.add(new Fact("speed", Html.format("%,.0f tokens/s", report.tokensPerSecond())));
        facts.add(new Fact("training time", clock(report.time())));
        facts.add(new Fact("loss", Numbers.of(report.firstLoss()) + " → " + Numbers.of(report.lastLoss())));
        report.bestValidationLoss().ifPresent(best -> facts.add(new Fact("validation loss", (report.startValidationLoss().isPresent()
                ? Numbers.of(report.startValidationLoss().getAsDouble()) + " → "
                : "") + Numbers.of(best))));
        facts.add(new Fact("kept", "the weights after update " + report.bestStep()));
        facts.add(new Fact("left out", Html.format("%,d examples that do not fit the context", report.droppedExamples())));
        if (report.resumedFrom() > 0) {
            facts.add(new Fact("continued", "from update " + report.resumedFrom()));
        }
        return new FactGroup("Training", facts);
    }

    /** Time for people: {@code 12.4 s} or {@code 3 min 05 s}. */
    public static String clock(Duration time) {
        return time.toMinutes() == 0
                ? Html.format("%.1f s", time.toMillis() / 1000.0)
                : Html.format("%d min %02d s", time.toMinutes(), time.toSecondsPart());
    }

    /** Line of a value; none where it changes nothing. */
    private static Optional<Fact> line(HyperparameterLine line, Object value) {
        if (!(value instanceof Number number)) {
            return Optional.of(new Fact(line.title(), Html.format(line.format(), String.valueOf(value).toLowerCase(Locale.ROOT))));
        }
        if (line.idle().isPresent() && line.idle().getAsDouble() == number.doubleValue()) {
            return Optional.empty();
        }
        String text = number instanceof Double some ? Numbers.of(line.percent() ? 100 * some : some) : number.toString();
        return Optional.of(new Fact(line.title(), Html.format(line.format(), text)));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
