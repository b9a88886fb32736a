package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({"1.83456,1.835", "0.0213,0.0213", "4e-5,4e-5", "0.0004,4e-4", "0.00012345,1.234e-4", "100,100", "1450.5,1451",
            "12345.6,'12,346'", "0,0",
            "-0.5,-0.5", "-2e-7,-2e-7", "NaN,not a number", "Infinity,infinite"})
    void fourDigitsAreEnough(double value, String text) {
        assertThat(Numbers.of(value)).isEqualTo(text);
    }
}
