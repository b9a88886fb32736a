package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class BatchPlanTest {
    private static final int TRAIN = 50;
    private static final int[] LENGTHS = new Random(1).ints(200, 5, 250).toArray();
    private static final Epochs EPOCHS = new Epochs(TRAIN, LENGTHS.length - TRAIN, List.of());
    private static final Hyperparameters HYPERPARAMETERS = TinyRun.hyperparameters().withEpochs(6).withBatch(8, 2).withReplayRatio(1.5);

    private static List<Integer> examples(BatchPlan plan, int epoch) {
        return IntStream.range(0, plan.size()).filter(i -> plan.epochOf().get(i) == epoch)
                .mapToObj(i -> plan.steps().get(i).stream().flatMap(List::stream)).flatMap(s -> s).toList();
    }

    @Test
    void anEpochHasEachNewExampleOnceAndItsShareOfOldOnes() {
        BatchPlan plan = BatchPlan.of(LENGTHS, EPOCHS, HYPERPARAMETERS);
        Set<Integer> replayed = new HashSet<>();
        for (int epoch = 0; epoch < 6; epoch++) {
            List<Integer> examples = examples(plan, epoch);
            assertThat(examples).doesNotHaveDuplicates().hasSize(50 + 75).containsAll(IntStream.range(0, TRAIN).boxed().toList());
            examples.stream().filter(i -> i >= TRAIN).forEach(replayed::add);
            if (epoch == 1) {
                assertThat(replayed).as("two epochs see all 150").hasSize(150);
            }
        }
        assertThat(plan.size()).as("125 examples in batches of 8, two a step").isEqualTo(6 * 8);
        assertThat(plan.steps()).allSatisfy(step -> assertThat(step).hasSize(2).allSatisfy(part -> assertThat(part).hasSizeBetween(7, 8)));
    }

    @Test
    void everyMinedRowAndEveryDecisionHasItsTurn() {
        Epochs epochs = new Epochs(20, 30, List.of(20), 80, 50);
        BatchPlan plan = BatchPlan.of(LENGTHS, epochs, HYPERPARAMETERS.withReplayRatio(0.5).withDecisions(2, 1));
        Set<Integer> seen = new HashSet<>();
        for (int epoch = 0; epoch < 6; epoch++) {
            List<Integer> examples = examples(plan, epoch);
            assertThat(examples).doesNotHaveDuplicates().hasSize(20 + 10 + 40 + 40);
            assertThat(examples).filteredOn(i -> i >= 70 && i < 150).as("mined: two for each new one").hasSize(40);
            assertThat(examples).filteredOn(i -> i >= 150 && i < 200).as("decisions: two for each new one").hasSize(40);
            seen.addAll(examples);
        }
        assertThat(seen).containsAll(IntStream.range(70, 200).boxed().toList());
    }

    @Test
    void theSeedDecidesTheOrder() {
        assertThat(BatchPlan.of(LENGTHS, EPOCHS, HYPERPARAMETERS)).isEqualTo(BatchPlan.of(LENGTHS, EPOCHS, HYPERPARAMETERS));
        assertThat(BatchPlan.of(LENGTHS, EPOCHS, HYPERPARAMETERS))
                .isNotEqualTo(BatchPlan.of(LENGTHS, EPOCHS, HYPERPARAMETERS.withSeed(8)));
        BatchPlan plan = BatchPlan.of(LENGTHS, EPOCHS, HYPERPARAMETERS);
        assertThat(examples(plan, 0)).isNotEqualTo(examples(plan, 1));
    }

    @Test
    void examplesOfLikeLengthShareABatch() {
        double sorted = padding(BatchPlan.of(LENGTHS, EPOCHS, HYPERPARAMETERS).steps().stream().flatMap(List::stream).toList());
        double unsorted = padding(BatchPlan.even(IntStream.range(0, 200).boxed().toList(), 8));
        assertThat(sorted).isLessThan(0.6 * unsorted);
    }

    private static double padding(List<List<Integer>> batches) {
        double tokens = batches.stream().flatMap(List::stream).mapToDouble(i -> LENGTHS[i]).sum();
        double padded = batches.stream().mapToDouble(b -> b.size() * b.stream().mapToInt(i -> LENGTHS[i]).max().orElseThrow()).sum();
        return 1 - tokens / padded;
    }

    @Test
    void evaluationsAreSpreadOverAnEpochAndTheLastOneIsAtItsEnd() {
        BatchPlan plan = BatchPlan.of(LENGTHS, EPOCHS, HYPERPARAMETERS);
        assertThat(IntStream.rangeClosed(1, 16).filter(taken -> plan.evaluationDue(taken, 1))).containsExactly(8, 16);
        assertThat(IntStream.rangeClosed(1, 16).filter(taken -> plan.evaluationDue(taken, 3))).containsExactly(3, 6, 8, 11, 14, 16);
        assertThat(IntStream.rangeClosed(1, 16).filter(taken -> plan.evaluationDue(taken, 100)).count()).isEqualTo(16);
        assertThat(plan.epochsAfter(4)).isEqualTo(0.5);
        assertThat(plan.epochsAfter(48)).isEqualTo(6);
    }
}
