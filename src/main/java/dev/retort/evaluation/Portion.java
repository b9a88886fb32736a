package dev.retort.evaluation;

import java.util.List;

/**
 * A share of questions with its 95 % interval (Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference"), which holds for a
 * handful of questions, too.
 *
 * @param of how many questions there are
 * @param share 0 to 1
 */
public record Portion(int of, int count, double share, Interval interval) {
    private static final double Z = 1.959964;

    /** @param of at least 1 */
    public static Portion of(int count, int of) {
        if (of < 1 || count < 0 || count > of) {
            throw new IllegalArgumentException(count + " of " + of + " is no share");
        }
        double share = count / (double) of;
        double shrunk = (share + Z * Z / (2 * of)) / (1 + Z * Z / of);
        double reach = Z / (1 + Z * Z / of) * Math.sqrt(share * (1 - share) / of + Z * Z / (4.0 * of * of));
        return new Portion(of, count, share,
                new Interval(Math.max(0, Math.min(share, shrunk - reach)), Math.min(1, Math.max(share, shrunk + reach))));
    }

    static Portion of(List<Boolean> each) {
        return of((int) each.stream().filter(one -> one).count(), each.size());
    }
}
