package dev.retort.loop;

import java.util.List;
import java.util.function.Predicate;

import dev.retort.curation.CuratedExample;
import dev.retort.curation.FrozenDataset;
import dev.retort.curation.Source;
import dev.retort.curation.Split;
import dev.retort.evaluation.FlaggedReply;
import dev.retort.evaluation.GateExample;
import dev.retort.lines.RunData;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import dev.retort.trainer.JobExamples;
import dev.retort.training.Method;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;

/** Says which examples of a frozen data set are learned, validated on, replayed and measured. */
final class Lessons {
    /** The best weights of a run would be those that happen to suit a handful of examples: fewer than this are learned, and the last weights taken. */
    private static final int ENOUGH_TO_CHOOSE_BY = 20;
    private static final Predicate<CuratedExample> DOMAIN = example -> example.source() == Source.DOMAIN;
    private static final Predicate<CuratedExample> CORRECTION = example -> example.source() == Source.CORRECTION;
    private static final Predicate<CuratedExample> FLAG = example -> example.chosen().isEmpty();

    private Lessons() {}

    /**
     * Parts a data set. Old corrections are learned again beside the new ones, so that they are not forgotten. Flagged replies are there whatever the method
     * learns: what is replayed must not say them.
     *
     * @param method decides which of the examples are learned
     */
    static JobExamples of(FrozenDataset dataset, Method method) {
        List<CuratedExample> examples = dataset.examples();
        Predicate<CuratedExample> learns = example -> method.learns(training(example));
        Predicate<CuratedExample> learned = learned(examples, learns);
        return new JobExamples(
                new TrainingData(examples.stream().filter(learned).map(Lessons::training).toList(),
                        examples.stream().filter(DOMAIN.or(learned).negate().and(in(Split.VALIDATION))).map(Lessons::training).toList(),
                        examples.stream().filter(DOMAIN.and(in(Split.TRAIN))).map(Lessons::training).toList()),
                examples.stream().filter(CORRECTION.and(in(Split.GATE))).map(Lessons::gate).toList(),
                examples.stream().filter(FLAG.and(in(Split.GATE))).map(Lessons::flagged).toList(),
                examples.stream().filter(DOMAIN.and(in(Split.GATE))).map(Lessons::gate).toList(),
                examples.stream().filter(CORRECTION.and(learned).and(learns)).map(Lessons::gate).toList());
    }

    /** Counts what a run learns: by it go its epochs and how much it replays. */
    static int dose(JobExamples examples, Method method) {
        return (int) examples.training().train().stream().filter(method::learns).count();
    }

    /** Describes the data set for a run's record. */
    static RunData record(FrozenDataset dataset) {
        return new RunData(dataset.id(), dataset.digest(), dataset.examples().size(),
                (int) dataset.examples().stream().filter(CuratedExample::isNew).count());
    }

    private static Predicate<CuratedExample> learned(List<CuratedExample> examples, Predicate<CuratedExample> learns) {
        Predicate<CuratedExample> validation = DOMAIN.negate().and(in(Split.VALIDATION));
        boolean choose = examples.stream().filter(validation.and(learns)).count() >= ENOUGH_TO_CHOOSE_BY;
        Predicate<CuratedExample> train = DOMAIN.negate().and(in(Split.TRAIN));
        return choose ? train : train.or(validation);
    }

    private static Predicate<CuratedExample> in(Split split) {
        return example -> example.split() == split;
    }

    private static TrainingExample training(CuratedExample example) {
        List<Turn> prompt = turns(example);
        return example.chosen()
                .map(chosen -> example.rejected().map(rejected -> TrainingExample.pair(prompt, chosen, rejected))
                        .orElseGet(() -> new TrainingExample(prompt, chosen)))
                .orElseGet(() -> TrainingExample.flagged(prompt, example.rejected().orElseThrow()));
    }

    /** Only for an example that has a chosen reply. */
    private static GateExample gate(CuratedExample example) {
        return new GateExample(example.id(), turns(example), example.chosen().orElseThrow(), example.rejected(), example.source().word());
    }

    private static FlaggedReply flagged(CuratedExample example) {
        return new FlaggedReply(example.id(), turns(example), example.rejected().orElseThrow());
    }

    private static List<Turn> turns(CuratedExample example) {
        return example.prompt().stream().map(turn -> new Turn(Role.valueOf(turn.role().name()), turn.content())).toList();
    }
}
