package dev.retort.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.retort.curation.CuratedExample;
import dev.retort.curation.FrozenDataset;
import dev.retort.curation.Source;
import dev.retort.curation.Split;
import dev.retort.evaluation.FlaggedReply;
import dev.retort.events.ChatTurn;
import dev.retort.lines.RunData;
import dev.retort.model.Turn;
import dev.retort.trainer.JobExamples;
import dev.retort.training.Method;
import dev.retort.training.TrainingExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LessonsTest {
    private static CuratedExample example(String id, Optional<String> rejected, Source source) {
        return new CuratedExample(id, List.of(ChatTurn.user("Price?")), Optional.of("It is free."), rejected, Split.TRAIN, source, true);
    }

    private static CuratedExample flag(String id, Split split) {
        return new CuratedExample(id, List.of(ChatTurn.user("Price?")), Optional.empty(), Optional.of("A lot."), split, Source.FLAG, false);
    }

    private static JobExamples of(CuratedExample... examples) {
        return of(Method.AUTO, examples);
    }

    private static JobExamples of(Method method, CuratedExample... examples) {
        return Lessons.of(new FrozenDataset("d", "digest", List.of(examples)), method);
    }

    @ParameterizedTest
    @CsvSource({"SFT,3,2", "DPO,1,1", "KTO,4,2", "AUTO,4,2"})
    void aRunsDoseIsWhatItsMethodLearns(Method method, int dose, int corrections) {
        JobExamples examples = of(method, example("a", Optional.of("A lot."), Source.CORRECTION),
                example("b", Optional.empty(), Source.CORRECTION),
                example("c", Optional.empty(), Source.PRAISE), flag("d", Split.TRAIN));
        assertThat(examples.training().train()).hasSize(4);
        assertThat(Lessons.dose(examples, method)).isEqualTo(dose);
        assertThat(examples.learned()).as("corrections that must have been learned").hasSize(corrections);
    }

    @Test
    void whatTheMethodCannotLearnChoosesNoWeights() {
        List<CuratedExample> examples = new ArrayList<>(List.of(example("t", Optional.empty(), Source.CORRECTION)));
        IntStream.range(0, 20).forEach(i -> examples.add(flag("v" + i, Split.VALIDATION)));
        assertThat(of(Method.SFT, examples.toArray(CuratedExample[]::new)).training().validation()).isEmpty();
        assertThat(of(Method.AUTO, examples.toArray(CuratedExample[]::new)).training().validation()).hasSize(20);
    }

    @Test
    void aFlaggedReplyThatNobodyBetteredIsTrainedOnOrMeasuredAndNeverLearnedAsAReply() {
        JobExamples examples = of(flag("a", Split.TRAIN), flag("b", Split.GATE), example("c", Optional.empty(), Source.PRAISE));
        List<Turn> prompt = List.of(Turn.user("Price?"));
        assertThat(examples.training().train()).containsExactly(TrainingExample.flagged(prompt, "A lot."),
                new TrainingExample(prompt, "It is free."));
        assertThat(examples.flags()).containsExactly(new FlaggedReply("b", prompt, "A lot."));
        assertThat(examples.gate()).isEmpty();
        assertThat(examples.learned()).isEmpty();
    }

    @Test
    void aFewValidationExamplesAreLearnedAndMoreChooseTheWeights() {
        JobExamples few = validated(19);
        assertThat(few.training().train()).hasSize(1 + 19);
        assertThat(few.training().validation()).isEmpty();
        assertThat(few.learned()).as("what must have been learned").hasSize(1 + 19);

        JobExamples enough = validated(20);
        assertThat(enough.training().train()).hasSize(1);
        assertThat(enough.training().validation()).hasSize(20);
        assertThat(enough.learned()).hasSize(1);
    }

    private static JobExamples validated(int count) {
        List<CuratedExample> examples = new ArrayList<>(List.of(example("t", Optional.empty(), Source.CORRECTION)));
        IntStream.range(0, count).forEach(i -> examples.add(new CuratedExample("v" + i, List.of(ChatTurn.user("Price " + i + "?")),
                Optional.of("It is free."), Optional.empty(), Split.VALIDATION, Source.CORRECTION, true)));
        return of(examples.toArray(CuratedExample[]::new));
    }

    @Test
    void theFlaggedReplyTravelsWithItsCorrection() {
        JobExamples examples = of(example("a", Optional.of("A lot."), Source.CORRECTION), example("b", Optional.empty(), Source.PRAISE),
                example("c", Optional.of("It is free."), Source.CORRECTION));
        List<Turn> prompt = List.of(Turn.user("Price?"));
        TrainingExample reply = new TrainingExample(prompt, "It is free.");
        assertThat(examples.training().train()).containsExactly(TrainingExample.pair(prompt, "It is free.", "A lot."), reply, reply);
    }

    @Test
    void aRunsRecordCountsTheNewExamples() {
        assertThat(
                Lessons.record(new FrozenDataset("d", "digest",
                        List.of(example("a", Optional.empty(), Source.CORRECTION), flag("b", Split.GATE)))))
                .isEqualTo(new RunData("d", "digest", 2, 1));
    }
}
