package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import dev.retort.model.Device;
import dev.retort.model.Labelled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningSpeedTest {
    private static final List<Labelled> ROWS = rows(40);

    private static List<Labelled> rows(int n) {
        Random random = new Random(1);
        return IntStream.range(0, n).mapToObj(i -> {
            int[] ids = random.ints(10 + i % 7, 0, 20).toArray();
            boolean[] labels = new boolean[ids.length];
            Arrays.fill(labels, 5, labels.length, true);
            return new Labelled(ids, labels);
        }).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rowsAreLearnedInOnePass(boolean lora) throws IOException {
        LearningSpeed speed = measure(ROWS, lora ? Optional.of(Lora.ofRank(4)) : Optional.empty());
        LearningSpeed shorter = measure(ROWS.subList(0, 8), lora ? Optional.of(Lora.ofRank(4)) : Optional.empty());
        assertThat(speed.steps()).isEqualTo(10);
        assertThat(speed.heldOutLoss()).as("more was learned").isLessThan(shorter.heldOutLoss());
        assertThat(speed.fastestStep()).isGreaterThanOrEqualTo(speed.tokensPerSecond());
    }

    @Test
    void tooFewRowsAreRefused() {
        assertThatThrownBy(() -> measure(ROWS.subList(0, 7), Optional.empty())).hasMessage("7 rows to learn, expected at least 8");
    }

    private static LearningSpeed measure(List<Labelled> train, Optional<Lora> lora) throws IOException {
        return LearningSpeed.measure(TinyRun.MODEL, train, ROWS, 4, lora, Compute.exact(), Device.CPU);
    }
}
