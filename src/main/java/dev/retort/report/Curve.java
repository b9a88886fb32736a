package dev.retort.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import dev.retort.events.CurvePoint;
import dev.retort.training.Preferences;
import dev.retort.training.TrainingProgress;
import dev.retort.training.TrainingReport;

/**
 * Figures of a training, update by update.
 *
 * @param startValidationLoss before the first update, where it is known
 * @param kept the update after which the kept weights were taken; empty if none were
 */
public record Curve(List<CurvePoint> points, OptionalDouble startValidationLoss, OptionalInt kept) {
    public Curve {
        points = List.copyOf(points);
    }

    public static Curve of(TrainingReport report) {
        return new Curve(report.curve().stream().map(Curve::point).toList(), report.startValidationLoss(),
                OptionalInt.of(report.bestStep()));
    }

    /** A curve of a run that has not ended well, or not yet. */
    public static Curve unfinished(List<CurvePoint> points) {
        return new Curve(points, OptionalDouble.empty(), OptionalInt.empty());
    }

    /** Makes a point; a figure that is not finite is left out. */
    public static CurvePoint point(TrainingProgress progress) {
        Optional<Preferences> judged = progress.preferences();
        return new CurvePoint(progress.step(), progress.epoch(), progress.loss(), finite(progress.validationLoss()),
                progress.learningRate(), progress.gradNorm(), progress.tokensPerSecond(), judged.flatMap(p -> finite(p.good())),
                judged.flatMap(p -> finite(p.bad())), judged.flatMap(p -> finite(p.margin())), judged.flatMap(p -> finite(p.accuracy())));
    }

    private static Optional<Double> finite(OptionalDouble value) {
        return value.isPresent() && Double.isFinite(value.getAsDouble()) ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    /** Curve without the updates up to this one. */
    public Curve after(int update) {
        return new Curve(points.stream().filter(point -> point.step() > update).toList(), startValidationLoss, kept);
    }

    /** The lowest validation loss, where one was measured. */
    Optional<CurvePoint> best() {
        return points.stream().filter(point -> point.validationLoss().isPresent())
                .min((a, b) -> Double.compare(a.validationLoss().orElseThrow(), b.validationLoss().orElseThrow()));
    }
}
