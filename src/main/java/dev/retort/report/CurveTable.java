package dev.retort.report;

import static dev.retort.report.Html.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import dev.retort.events.CurvePoint;

/** The numbers behind the charts. */
final class CurveTable {
    private static final int MOST = 200;

    private CurveTable() {}

    /** Rows of the table. A long run has every so many updates, and each at which the validation loss was measured. */
    static String html(List<CurvePoint> points) {
        int every = Math.max(1, (points.size() + MOST - 1) / MOST);
        Map<String, Function<CurvePoint, String>> columns = columns(points);
        List<CurvePoint> shown = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            if (i % every == 0 || i == points.size() - 1 || points.get(i).validationLoss().isPresent()) {
                shown.add(points.get(i));
            }
        }
        StringBuilder html = new StringBuilder("<details><summary>The numbers</summary>"
                + "<div class=scroll tabindex=0 role=region aria-label=\"Numbers of the curves\"><table><caption>");
        html.append(every == 1
                ? format("All %d updates.", points.size())
                : format("%d of %d updates: one in %d, and each at which the validation loss was measured.", shown.size(), points.size(),
                        every));
        html.append("</caption><thead><tr>");
        columns.keySet().forEach(name -> html.append("<th scope=col class=n>").append(name).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (CurvePoint point : shown) {
            html.append("<tr>");
            columns.values().forEach(cell -> html.append("<td class=n>").append(cell.apply(point)).append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div></details>\n").toString();
    }

    private static Map<String, Function<CurvePoint, String>> columns(List<CurvePoint> points) {
        Map<String, Function<CurvePoint, String>> columns = new LinkedHashMap<>();
        columns.put("update", point -> format("%,d", point.step()));
        columns.put("epoch", point -> format("%.2f", point.epoch()));
        columns.put("loss", point -> Numbers.of(point.loss()));
        optional(columns, "validation loss", points, CurvePoint::validationLoss);
        columns.put("learning rate", point -> Numbers.of(point.learningRate()));
        columns.put("gradient norm", point -> Numbers.of(point.gradNorm()));
        optional(columns, "better", points, CurvePoint::chosenReward);
        optional(columns, "worse", points, CurvePoint::rejectedReward);
        optional(columns, "margin", points, CurvePoint::margin);
        optional(columns, "accuracy", points, CurvePoint::accuracy);
        columns.put("tokens/s", point -> format("%,.0f", point.tokensPerSecond()));
        return columns;
    }

    private static void optional(Map<String, Function<CurvePoint, String>> columns, String name, List<CurvePoint> points,
            Function<CurvePoint, Optional<Double>> value) {
        if (points.stream().anyMatch(point -> value.apply(point).isPresent())) {
            columns.put(name, value.andThen(Numbers::of));
        }
    }
}
