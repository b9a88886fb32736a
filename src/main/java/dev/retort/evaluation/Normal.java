package dev.retort.evaluation;

/** The normal distribution and Student's, as far as an interval needs them. */
final class Normal {
    private Normal() {}

    /** P(Z at most z), within 1e-7 (Abramowitz and Stegun 26.2.17). */
    static double cumulative(double z) {
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double series = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double upper = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
        return z < 0 ? upper : 1 - upper;
    }

    /** The z with P(Z at most z) = p, by bisection. */
    static double quantile(double p) {
        double low = -9;
        double high = 9;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (cumulative(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Student's quantile from the normal one (Abramowitz and Stegun 26.7.5): within 1 % from 2 degrees of freedom on, 11 % too small for 1. */
    static double studentQuantile(double p, int degreesOfFreedom) {
        double x = quantile(p);
        double v = degreesOfFreedom;
        double x2 = x * x;
        return x + x * (x2 + 1) / (4 * v) //
                + x * ((5 * x2 + 16) * x2 + 3) / (96 * v * v) //
                + x * (((3 * x2 + 19) * x2 + 17) * x2 - 15) / (384 * v * v * v) //
                + x * ((((79 * x2 + 776) * x2 + 1482) * x2 - 1920) * x2 - 945) / (92160 * v * v * v * v);
    }

    /** Student's P(T at most t), as the inverse of the quantile above. */
    static double studentCumulative(double t, int degreesOfFreedom) {
        if (t < 0) {
            return 1 - studentCumulative(-t, degreesOfFreedom);
        }
        double low = 0.5;
        double high = 1;
        for (int i = 0; i < 40; i++) {
            double middle = (low + high) / 2;
            if (studentQuantile(middle, degreesOfFreedom) < t) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
