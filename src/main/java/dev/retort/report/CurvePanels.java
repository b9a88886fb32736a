package dev.retort.report;

import static dev.retort.report.Html.escaped;
import static dev.retort.report.Html.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

import dev.retort.events.CurvePoint;

/** The charts of a run, each with its meaning, and their numbers. */
final class CurvePanels {
    private final Curve curve;
    private final OptionalDouble clip;
    private final List<Integer> epochs = new ArrayList<>();

    CurvePanels(Curve curve, OptionalDouble clip) {
        this.curve = curve;
        this.clip = clip;
        int ended = 0;
        for (CurvePoint point : curve.points()) {
            if (point.epoch() + 1e-9 >= ended + 1) {
                ended = (int) Math.floor(point.epoch() + 1e-9);
                epochs.add(point.step());
            }
        }
    }

    String html() {
        if (curve.points().isEmpty()) {
            return "<p>No update was finished.</p>\n";
        }
        StringBuilder html = new StringBuilder("<div class=charts>\n");
        loss(html);
        panel(html, "rate", "Learning rate", "It rises while the run warms up and then falls as the schedule says.",
                List.of(series("learning rate", "train", CurvePoint::learningRate)), Optional.empty(), Optional.empty());
        panel(html, "norm", "Gradient norm",
                "Before clipping"
                        + (clip.isPresent()
                                ? "; what is above the dashed line at " + Numbers.of(clip.getAsDouble()) + " was scaled down to it"
                                : "")
                        + ". Peaks that grow, or a norm that rises and stays high: the learning rate is too high.",
                List.of(series("gradient norm", "train", CurvePoint::gradNorm)), Optional.empty(),
                clip.isPresent() ? Optional.of(clip.getAsDouble()) : Optional.empty());
        preferences(html);
        return html.append("</div>\n").append(CurveTable.html(curve.points())).toString();
    }

    private void loss(StringBuilder html) {
        Series raw = series("training loss", "raw", CurvePoint::loss);
        List<Series> shown = new ArrayList<>(List.of(raw, raw.smoothed("smoothed", "train")));
        Series measured = Series.of("validation loss", "second", true, curve.points(), CurvePoint::validationLoss);
        if (!measured.points().isEmpty()) {
            List<Series.Point> points = new ArrayList<>(measured.points());
            curve.startValidationLoss().ifPresent(start -> points.add(0, new Series.Point(0, start)));
            shown.add(new Series(measured.name(), measured.look(), true, points));
        }
        Optional<Chart.Mark> best = curve.best().map(point -> new Chart.Mark(point.step(), point.validationLoss().orElseThrow(),
                format("best %s, update %d", Numbers.of(point.validationLoss()), point.step())));
        String tells = measured.points().isEmpty()
                ? "There was no validation set, so nothing shows whether this is learned or learned by heart, and the last weights are kept."
                : "Both fall: it learns. The training loss falls on while the validation loss rises: it learns by heart (overfitting); the weights of the ring are kept.";
        panel(html, "loss", "Loss", tells + " Dotted: ends of epochs.", shown, best, Optional.empty());
    }

    private void preferences(StringBuilder html) {
        Series margin = Series.of("margin of pairs", "third", false, curve.points(), CurvePoint::margin);
        Series chosen = Series.of("reward of better replies", "train", false, curve.points(), CurvePoint::chosenReward);
        Series rejected = Series.of("reward of worse replies", "second", false, curve.points(), CurvePoint::rejectedReward);
        List<Series> rewards = List.of(chosen, rejected, margin).stream().filter(one -> !one.points().isEmpty()).toList();
        if (!rewards.isEmpty()) {
            panel(html, "rewards", "Rewards",
                    "How much likelier a reply has become than it was at the start, times beta. The better ones should rise above the worse ones; both falling far: the learning rate is too high or beta too low.",
                    rewards, Optional.empty(), Optional.empty());
        }
        Series accuracy = Series.of("share of pairs", "raw", false, curve.points(), CurvePoint::accuracy);
        if (!accuracy.points().isEmpty()) {
            panel(html, "accuracy", "Preference accuracy",
                    "Share of a batch's pairs whose better reply has gained more than the worse one.",
                    List.of(accuracy, accuracy.smoothed("smoothed", "train")), Optional.empty(), Optional.empty());
        }
    }

    private Series series(String name, String look, Function<CurvePoint, Double> value) {
        return Series.of(name, look, false, curve.points(), value.andThen(Optional::of));
    }

    private void panel(StringBuilder html, String id, String title, String tells, List<Series> series, Optional<Chart.Mark> mark,
            Optional<Double> limit) {
        html.append(format("<figure><h3>%s</h3>\n", escaped(title)));
        if (series.size() > 1) {
            html.append("<div class=legend>");
            series.forEach(one -> html.append(format("<span class=%s>%s</span>", one.look(), escaped(one.name()))));
            html.append("</div>\n");
        }
        html.append(new Chart(id, title, about(series), series, mark, limit, epochs).svg());
        html.append(format("<figcaption>%s</figcaption></figure>\n", escaped(tells)));
    }

    private static String about(List<Series> series) {
        List<String> parts = new ArrayList<>();
        for (Series one : series) {
            if (!one.points().isEmpty()) {
                Series.Point first = one.points().get(0);
                Series.Point last = one.points().get(one.points().size() - 1);
                parts.add(format("%s: %s at update %.0f, %s at update %.0f", one.name(), Numbers.of(first.y()), first.x(),
                        Numbers.of(last.y()),
                        last.x()));
            }
        }
        return String.join("; ", parts) + ". The table below has the numbers.";
    }
}
