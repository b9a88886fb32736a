package dev.retort.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.model.Torch;

/**
 * The division of a step among threads. A small model's operations are so short that threads which share each of them mostly wait for each other, and beside
 * another busy process wait for its turn to end a few hundred times in a step. So each takes some of the rows and meets the others once
 * (docs/decisions/0041-a-step-has-lanes.md).
 */
final class LanePlan {
    /** Fewer tokens than this are computed in less time than it takes to add up another lane's gradients. */
    private static final int FEWEST_TOKENS = 32;

    private LanePlan() {}

    /** One where a model's operations are long and its gradients large, and where dropout is drawn, which all threads draw from one stream. */
    static int lanes(ModelConfig config, TrainerSetup setup) {
        return Hyperparameters.isSmall(config) && setup.device().equals(Device.CPU) && setup.optimizer().dropout() == 0
                ? Torch.threads()
                : 1;
    }

    /** Pieces of a step's rows, as many as there are lanes or fewer. */
    static <T> List<List<T>> of(List<T> rows, ToIntFunction<T> tokens, int lanes) {
        return of(rows, tokens, tokens, lanes);
    }

    /** Pieces with nearly as much work each. */
    static <T> List<List<T>> of(List<T> rows, ToIntFunction<T> tokens, ToIntFunction<T> work, int lanes) {
        long all = rows.stream().mapToLong(tokens::applyAsInt).sum();
        return divided(rows, work, (int) Math.min(lanes, Math.max(1, all / FEWEST_TOKENS)));
    }

    /** The longest first, each to the lane that has least so far (Graham 1969). */
    static <T> List<List<T>> divided(List<T> rows, ToIntFunction<T> work, int lanes) {
        List<List<T>> parts = IntStream.range(0, Math.min(lanes, rows.size())).<List<T>>mapToObj(lane -> new ArrayList<>()).toList();
        long[] times = new long[parts.size()];
        for (T one : rows.stream().sorted(Comparator.comparingInt(work).reversed()).toList()) {
            int least = IntStream.range(0, times.length).boxed().min(Comparator.comparingLong(lane -> times[lane])).orElseThrow();
            parts.get(least).add(one);
            times[least] += work.applyAsInt(one);
        }
        return parts;
    }
}
