package dev.retort.training;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.retort.model.ModelConfig;

/**
 * An adapter of low rank beside frozen weights (Hu et al. 2021): y = x W + b + alpha / rank (x A^T) B^T.
 *
 * @param rank columns of A^T and rows of B^T
 * @param alpha how much the adapter's product counts, in units of the rank
 * @param targets the matrices that get one, by the ends of their names as in peft: {@code c_attn}, {@code c_proj} (both the attention's and the MLP's),
 *     {@code c_fc}, or {@code attn.c_proj}, {@code mlp.c_proj} for one of the two; in every layer
 */
public record Lora(int rank, double alpha, List<String> targets) {
    /** The matrices of a layer, in the order of the network's program. */
    static final List<String> MATRICES = List.of("attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj");

    public Lora {
        if (rank < 1 || rank > 4096) {
            throw new IllegalArgumentException("lora rank is " + rank + ", expected 1 to 4096");
        }
        if (!(alpha > 0 && alpha <= 1e6)) {
            throw new IllegalArgumentException("lora alpha is " + alpha + ", expected above 0");
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("lora has no target, expected some of c_attn, c_proj, c_fc");
        }
        for (String target : targets) {
            if (MATRICES.stream().noneMatch(matrix -> hits(target, matrix))) {
                throw new IllegalArgumentException("lora target '" + target + "' is none of c_attn, c_proj, c_fc, attn.c_proj, mlp.c_proj");
            }
        }
        Set<String> sorted = new TreeSet<>(targets);
        targets = List.copyOf(sorted);
    }

    /** Every matrix, with alpha twice the rank. */
    public static Lora ofRank(int rank) {
        return new Lora(rank, 2.0 * rank, List.of("c_attn", "c_fc", "c_proj"));
    }

    double scale() {
        return alpha / rank;
    }

    /** Tells whether the matrix, one of {@link #MATRICES}, has an adapter. */
    boolean adapts(String matrix) {
        return targets.stream().anyMatch(target -> hits(target, matrix));
    }

    private static boolean hits(String target, String matrix) {
        return matrix.equals(target) || matrix.endsWith("." + target);
    }

    /** Input and output width of a matrix. */
    static List<Integer> shape(ModelConfig config, String matrix) {
        int width = config.width();
        return switch (matrix) {
            case "attn.c_attn" -> List.of(width, 3 * width);
            case "attn.c_proj" -> List.of(width, width);
            case "mlp.c_fc" -> List.of(width, config.innerWidth());
            default -> List.of(config.innerWidth(), width);
        };
    }
}
