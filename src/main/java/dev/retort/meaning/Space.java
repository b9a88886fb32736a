package dev.retort.meaning;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A view of an encoder's vectors in which those that mean the same are nearer to each other than the encoder alone has them: what differs within groups of
 * the same meaning is made small, what differs between them large. It takes the mean away and divides by the scatter within the groups, as linear
 * discriminant analysis does (Fisher, "The Use of Multiple Measurements in Taxonomic Problems", 1936), shrunk towards all directions alike.
 */
public final class Space {
    /** Kinds of views, by what they do to a vector. */
    public enum Kind {
        /** Nothing. */
        PLAIN,
        /** The mean is taken away: there were too few groups for more. */
        CENTRED,
        /** Scatter within groups is taken away, too. */
        FITTED
    }

    /** The share of "all directions alike" in the scatter: as much as what was measured. */
    private static final double SHRINKAGE = 1;
    /** Fewer differences within groups say nothing of 384 directions. */
    private static final int LEAST_FREEDOM = 30;
    /** A question that is asked a thousand times is not a thousand groups. */
    private static final int MOST_OF_A_GROUP = 40;

    private final Kind kind;
    private final float[] mean;
    private final Optional<float[]> lower; // [dimensions, dimensions], row by row, zero above the diagonal

    private Space(Kind kind, float[] mean, Optional<float[]> lower) {
        this.kind = kind;
        this.mean = mean;
        this.lower = lower;
    }

    /** The encoder's own view. */
    public static Space plain(int dimensions) {
        return new Space(Kind.PLAIN, new float[dimensions], Optional.empty());
    }

    /**
     * The view that groups of the same meaning teach.
     *
     * @param groups vectors of length 1, at least one
     */
    public static Space fit(Collection<List<float[]>> groups) {
        int dimensions = groups.iterator().next().get(0).length;
        float[] mean = mean(groups, dimensions);
        var scatter = new double[dimensions * dimensions]; // only the lower half
        int freedom = 0;
        for (List<float[]> group : groups) {
            freedom += add(group.subList(0, Math.min(group.size(), MOST_OF_A_GROUP)), scatter, dimensions);
        }
        if (freedom < LEAST_FREEDOM) {
            return new Space(Kind.CENTRED, mean, Optional.empty());
        }
        double trace = 0;
        for (int d = 0; d < dimensions; d++) {
            trace += scatter[d * dimensions + d];
        }
        for (int d = 0; d < dimensions; d++) {
            scatter[d * dimensions + d] += SHRINKAGE * trace / dimensions;
        }
        return new Space(Kind.FITTED, mean, Optional.of(Triangle.inverse(Triangle.cholesky(scatter, dimensions), dimensions)));
    }

    private static float[] mean(Collection<List<float[]>> groups, int dimensions) {
        int count = groups.stream().mapToInt(List::size).sum();
        var mean = new float[dimensions];
        for (List<float[]> group : groups) {
            for (float[] vector : group) {
                for (int d = 0; d < dimensions; d++) {
                    mean[d] += vector[d] / count;
                }
            }
        }
        return mean;
    }

    /** Adds the squares and products of a group's differences from its mean. @return the number of independent ones */
    private static int add(List<float[]> group, double[] scatter, int dimensions) {
        if (group.size() < 2) {
            return 0;
        }
        float[] mean = mean(List.of(group), dimensions);
        var difference = new double[dimensions];
        for (float[] vector : group) {
            for (int d = 0; d < dimensions; d++) {
                difference[d] = vector[d] - mean[d];
            }
            for (int row = 0; row < dimensions; row++) {
                double factor = difference[row];
                for (int column = 0; column <= row; column++) {
                    scatter[row * dimensions + column] += factor * difference[column];
                }
            }
        }
        return group.size() - 1;
    }

    /** The kind of view that the groups have sufficed for. */
    public Kind kind() {
        return kind;
    }

    /**
     * A vector as it is seen here.
     *
     * @param vector [dimensions], of length 1
     * @return [dimensions], of length 1
     */
    public float[] place(float[] vector) {
        int dimensions = mean.length;
        var centred = new float[dimensions];
        for (int d = 0; d < dimensions; d++) {
            centred[d] = vector[d] - mean[d];
        }
        return Pooling.unit(lower.map(triangle -> Triangle.times(triangle, centred)).orElse(centred));
    }
}
