package dev.retort.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.retort.model.ModelConfig;

/**
 * Hyperparameters that somebody has set. All others suit the model.
 *
 * @param values by key, each of its hyperparameter's type
 */
public record ChosenHyperparameters(Map<String, Object> values) {
    private static final List<String> TARGETS = List.of("c_attn", "c_proj", "c_fc");

    public ChosenHyperparameters {
        values = Map.copyOf(values);
    }

    public Method method() {
        return value("method", Method.class).orElse(Method.SFT);
    }

    /** Tells whether an adapter learns instead of all weights. */
    public boolean adapts() {
        return rank() != 0;
    }

    public long seed() {
        return value("seed", Long.class).orElse(DataUse.usual().seed());
    }

    /**
     * Hyperparameters of a run on a data set of one's own.
     *
     * @throws IllegalArgumentException if a value is out of its bounds
     */
    public Hyperparameters on(ModelConfig model) {
        return over(Hyperparameters.defaultsFor(model, Objective.of(method()), lora()));
    }

    /**
     * Hyperparameters of the loop's run on so many corrections.
     *
     * @throws IllegalArgumentException if a value is out of its bounds
     */
    public Hyperparameters on(ModelConfig model, int corrections) {
        return over(Hyperparameters.defaultsFor(model, Objective.of(method()), lora(), corrections));
    }

    private Hyperparameters over(Hyperparameters defaults) {
        Hyperparameters chosen = defaults;
        for (Hyperparameter row : HyperparameterTable.ROWS) {
            if (values.containsKey(row.key()) && !row.ofAdapter()) {
                chosen = chosen.with(row.part(), row.name(), values.get(row.key()));
            }
        }
        return chosen;
    }

    private int rank() {
        return value("lora-rank", Integer.class).orElse(0);
    }

    private Optional<Lora> lora() {
        return adapts()
                ? Optional.of(new Lora(rank(), value("lora-alpha", Double.class).orElse(2.0 * rank()), targets()))
                : Optional.empty();
    }

    private List<String> targets() {
        return value("lora-targets", List.class).map(names -> ((List<?>) names).stream().map(String::valueOf).toList()).orElse(TARGETS);
    }

    private <T> Optional<T> value(String key, Class<T> type) {
        return Optional.ofNullable(values.get(key)).map(type::cast);
    }
}
