package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import dev.retort.model.ModelConfig;
import dev.retort.terminal.Terminal;
import dev.retort.training.Hyperparameters;
import dev.retort.training.TrainingProgress;
import dev.retort.tuning.Entry;
import dev.retort.tuning.Halving;
import dev.retort.tuning.Stand;
import dev.retort.tuning.Trial;
import dev.retort.tuning.TrialOutcome;
import org.junit.jupiter.api.Test;

class TuningTableTest {
    private static final Hyperparameters DEFAULT = Hyperparameters.defaultsFor(new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299));
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Instant now = Instant.EPOCH;

    private TuningTable table(boolean interactive) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new TuningTable(new Terminal(stream, stream, interactive), () -> now);
    }

    private static Stand stand(int trials, List<Entry> entries, int step) {
        List<Trial> all = new ArrayList<>();
        for (int i = 1; i <= trials; i++) {
            all.add(new Trial(i, DEFAULT.withLearningRate(1e-4 * i).withBatch(8, i == 2 ? 2 : 1), Map.of()));
        }
        TrainingProgress progress = new TrainingProgress(step, 40, 1, 2.5, OptionalDouble.empty(), 1e-4, 1, 100, Duration.ZERO,
                Optional.empty());
        return new Stand(all, new Halving(trials, 3, 2), 4.5, entries,
                Optional.of(new Stand.Running(3, 0, Optional.of(progress))), Optional.of(Duration.ofSeconds(75)));
    }

    private static final Entry FIRST = new Entry(1, 0, new TrialOutcome.Measured(3.25, 10, 40, false, Duration.ofSeconds(61)));
    private static final Entry SECOND = new Entry(2, 0, new TrialOutcome.Failed("step 7: loss is NaN"));

    @Test
    void withoutATerminalEachMeasurementIsALineAndNothingElse() {
        TuningTable table = table(false);
        table.show(stand(3, List.of(), 0));
        table.show(stand(3, List.of(FIRST), 1));
        table.show(stand(3, List.of(FIRST), 2));
        table.show(stand(3, List.of(FIRST, SECOND), 3));
        assertThat(said().lines()).containsExactly(
                "trial        method     rate  batch epochs adapter   rung held-out loss    time",
                "1 (default)  sft     1.0e-04      8     10 -          1/2        3.2500    1:01  about 1:15 left",
                "2            sft     2.0e-04    8×2     10 -          1/2             -       -  failed: step 7: loss is NaN, about 1:15 left");
    }

    @Test
    void aLongTrialSaysThatItIsStillAlive() {
        TuningTable table = table(false);
        table.show(stand(3, List.of(), 1));
        now = now.plusSeconds(29);
        table.show(stand(3, List.of(), 5));
        assertThat(said().lines()).hasSize(1);
        now = now.plusSeconds(1);
        table.show(stand(3, List.of(), 6));
        assertThat(said().lines()).last().asString().contains("step 6 of 40, loss 2.500, about 1:15 left");
    }

    @Test
    void onATerminalItIsDrawnInItsPlaceAndTheBestComesFirst() {
        TuningTable table = table(true);
        table.show(stand(3, List.of(), 0));
        assertThat(said().lines()).as("a header, three trials, a footer").hasSize(5);
        assertThat(said()).doesNotContain("\u001b[5A");
        out.reset();
        Entry better = new Entry(2, 0, new TrialOutcome.Measured(3.125, 10, 40, false, Duration.ofSeconds(5)));
        table.show(stand(3, List.of(FIRST, better), 12));
        assertThat(said()).startsWith("\u001b[5A");
        List<String> lines = said().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(1)).contains("3.1250");
        assertThat(lines.get(2)).contains("3.2500");
        assertThat(lines.get(3)).contains("…");
        assertThat(lines.get(4)).contains("base 4.5000; trial 3 in rung 1 of 2, step 12 of 40, loss 2.500, about 1:15 left");
    }

    @Test
    void stepsAreDrawnNoFasterThanAnyoneReads() {
        TuningTable table = table(true);
        table.show(stand(3, List.of(), 0));
        out.reset();
        table.show(stand(3, List.of(), 1));
        assertThat(said()).isEmpty();
        now = now.plusMillis(200);
        table.show(stand(3, List.of(), 2));
        assertThat(said()).contains("step 2 of 40");
    }

    @Test
    void moreTrialsThanATerminalHasLinesAreCounted() {
        table(true).show(stand(100, List.of(), 0));
        assertThat(said().lines()).hasSize(27);
        assertThat(said()).contains("… and 76 more");
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
