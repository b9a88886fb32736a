package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import dev.retort.model.ModelConfig;
import dev.retort.model.Turn;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Learned;
import dev.retort.training.Method;
import dev.retort.training.Objective;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;
import dev.retort.training.TrainingReport;
import org.junit.jupiter.api.Test;

class TrainAdviceTest {
    private static final ModelConfig SMALL = new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299);

    @Test
    void anEarlyStepIsSaidWithWhatToDo() {
        assertThat(TrainAdvice.of(report(2, OptionalDouble.of(2), OptionalDouble.of(1.5), 8, 20), 40)).singleElement().asString()
                .startsWith("kept: step 8 of 20, ").contains("--keep last", "--epochs", "--learning-rate");
        assertThat(TrainAdvice.of(report(2, OptionalDouble.of(2), OptionalDouble.of(1.5), 17, 20), 40)).isEmpty();
        assertThat(TrainAdvice.of(report(2, OptionalDouble.empty(), OptionalDouble.empty(), 20, 20), 40)).isEmpty();
    }

    @Test
    void aTrainingThatHelpedNobodyIsSaid() {
        assertThat(TrainAdvice.of(report(2, OptionalDouble.of(2), OptionalDouble.of(2), 1, 20), 40)).singleElement().asString()
                .startsWith("no step made the validation part likelier");
    }

    @Test
    void fewExamplesAndABaseThatIsFarAreSaid() {
        assertThat(TrainAdvice.of(report(5, OptionalDouble.empty(), OptionalDouble.empty(), 20, 20), 12)).hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("12 examples are few"))
                .anySatisfy(line -> assertThat(line).contains("perplexity 148 before training", "RETORT_MODEL"));
    }

    @Test
    void fewValidationExamplesAreLearnedAndItIsSaid() {
        LearnedParts parts = LearnedParts.of(data(30, 3), Optional.empty());
        assertThat(parts.data().train()).hasSize(33);
        assertThat(parts.data().validation()).isEmpty();
        assertThat(parts.note()).hasValueSatisfying(
                note -> assertThat(note).startsWith("3 validation examples are too few to choose weights by, 50 would do")
                        .contains("--keep best"));
        assertThat(LearnedParts.of(data(30, 1), Optional.empty()).note().orElseThrow()).startsWith("1 validation example is too few");
    }

    @Test
    void enoughValidationExamplesChooseAndAWishCounts() {
        assertThat(LearnedParts.of(data(400, 50), Optional.empty())).isEqualTo(new LearnedParts(data(400, 50), Optional.empty()));
        assertThat(LearnedParts.of(data(30, 3), Optional.of(LearnedParts.Keep.best)))
                .isEqualTo(new LearnedParts(data(30, 3), Optional.empty()));
        LearnedParts last = LearnedParts.of(data(400, 50), Optional.of(LearnedParts.Keep.last));
        assertThat(last.data().train()).hasSize(450);
        assertThat(last.note()).isEmpty();
    }

    @Test
    void whatIsLearnedByHeartIsSeenMoreOftenUnlessItIsFlags() {
        Hyperparameters usual = Hyperparameters.defaultsFor(SMALL);
        assertThat(TrainAdvice.byHeart(usual).pacing().epochs()).isEqualTo(30);
        Hyperparameters flags = Hyperparameters.defaultsFor(SMALL, Objective.of(Method.KTO), Optional.empty());
        assertThat(TrainAdvice.byHeart(flags)).isEqualTo(flags);
    }

    private static TrainingData data(int train, int validation) {
        return new TrainingData(examples(train), examples(validation), List.of());
    }

    private static List<TrainingExample> examples(int n) {
        return IntStream.range(0, n).mapToObj(i -> new TrainingExample(List.of(Turn.user("question " + i)), "reply " + i)).toList();
    }

    private static TrainingReport report(double first, OptionalDouble start, OptionalDouble best, int bestStep, int steps) {
        return new TrainingReport(steps, first, 0.1, start, best, bestStep, 100, 10, Duration.ofSeconds(1), 0, 0,
                new Learned(1, 0, 0, 0, 0), List.of(), List.of());
    }
}
