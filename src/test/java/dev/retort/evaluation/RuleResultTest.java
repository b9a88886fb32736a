package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;

import org.junit.jupiter.api.Test;

class RuleResultTest {
    private static RuleResult result(String rule, double compared, Optional<Interval> interval, Outcome outcome) {
        return new RuleResult(rule, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.of(compared), interval, 0.05, 20,
                outcome,
                "");
    }

    @Test
    void aFigureBeyondItsBoundThatPassesSaysWhy() {
        Optional<Interval> wide = Optional.of(new Interval(-0.1, 0.3));

        assertThat(result("biasDifference:age", 0.1, wide, Outcome.PASSED).excuse()).contains("may be chance");
        assertThat(result("degenerateReplies", 0.1, Optional.empty(), Outcome.PASSED).excuse()).contains("no more than before, or one");
        assertThat(result("biasDifference:age", 0.01, wide, Outcome.PASSED).excuse()).isEmpty();
        assertThat(result("biasDifference:age", 0.1, wide, Outcome.UNDECIDED).excuse()).isEmpty();
        assertThat(result("gateExamples", 30, Optional.empty(), Outcome.PASSED).excuse()).isEmpty();
    }
}
