package dev.retort.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** Numbers for people. */
final class Numbers {
    private static final MathContext FOUR_DIGITS = new MathContext(4);

    private Numbers() {}

    /** Four digits: {@code 1.835}, {@code 0.0213}, {@code 4e-5}, {@code 1,450}. */
    static String of(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "not a number" : value > 0 ? "infinite" : "-infinite";
        }
        double size = Math.abs(value);
        if (size >= 10_000) {
            return Html.format("%,.0f", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros();
        if (size > 0 && size < 1e-3) {
            int exponent = rounded.precision() - rounded.scale() - 1;
            return rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
        }
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    static String of(Optional<Double> value) {
        return value.map(Numbers::of).orElse("");
    }
}
