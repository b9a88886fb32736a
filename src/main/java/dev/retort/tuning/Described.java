package dev.retort.tuning;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import dev.retort.training.Hyperparameters;

/** A trial as the cells of a table. */
public final class Described {
    private Described() {}

    /** Cells by the names {@code trial}, {@code method}, {@code rate}, {@code batch}, {@code epochs}, {@code adapter}, in this order. */
    public static Map<String, String> of(Trial trial) {
        Hyperparameters h = trial.hyperparameters();
        Map<String, String> cells = new LinkedHashMap<>();
        cells.put("trial", trial.number() + (trial.isDefault() ? " (default)" : ""));
        cells.put("method", h.objective().method().name().toLowerCase(Locale.ROOT));
        cells.put("rate", "%.1e".formatted(h.optimizer().learningRate()));
        cells.put("batch",
                h.pacing().accumulation() == 1
                        ? "%d".formatted(h.pacing().rows())
                        : "%d×%d".formatted(h.pacing().rows(), h.pacing().accumulation()));
        cells.put("epochs", Integer.toString(h.pacing().epochs()));
        cells.put("adapter", h.lora().map(lora -> "rank " + lora.rank()).orElse("-"));
        return cells;
    }
}
