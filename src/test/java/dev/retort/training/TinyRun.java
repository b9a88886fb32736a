package dev.retort.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.model.Device;
import dev.retort.model.Turn;

/** Requests to fine-tune the reference's model of two layers, each done in a second or two. */
final class TinyRun {
    static final Path MODEL = Path.of("src/test/resources/tiny-gpt2/model");

    private TinyRun() {}

    static TrainingExample example(String question, String answer) {
        return new TrainingExample(List.of(Turn.user(question)), answer);
    }

    static final List<TrainingExample> TRAIN = List.of(example("How long?", "Two days."), example("What does it cost?", "It is free."),
            example("Where are you?", "In Rome, at the old port."), example("Open on Monday?", "No."),
            example("And Sunday?", "Yes, all day."));
    static final List<TrainingExample> VALIDATION = List.of(example("How long does it take?", "Two days."),
            example("Price?", "It is free."));
    static final List<TrainingExample> REPLAY = List.of(example("Hello", "Hi."), example("Thanks", "Gladly."), example("Bye", "See you."));

    static Hyperparameters hyperparameters() {
        return Hyperparameters.usual().withLearningRate(3e-3).withEpochs(3).withBatch(2, 1).withReplayRatio(1).withSeed(5);
    }

    static TrainingRequest request(Path folder, TrainingData data, Hyperparameters hyperparameters) {
        return new TrainingRequest(MODEL, folder.resolve("out"), folder.resolve("checkpoints"), data, hyperparameters, Device.CPU, 2);
    }

    /** With validation, replay, dropout, accumulation: all that a resumption must get right. Twelve steps. */
    static TrainingRequest full(Path folder) {
        return request(folder, new TrainingData(TRAIN, VALIDATION, REPLAY),
                hyperparameters().withEpochs(4).withBatch(1, 3).withRegularisation(0.1, 0.1).withReplayRatio(0.5)
                        .withObjective(Objective.sft().withReplay(Replay.KEEP)).withWordDropout(0.3));
    }

    /** {@link #full} for an adapter, which needs a higher rate. */
    static TrainingRequest adapted(Path folder) {
        TrainingRequest full = full(folder);
        return request(folder, full.data(), full.hyperparameters().withLora(Optional.of(Lora.ofRank(2))).withLearningRate(3e-2));
    }

    /** Pairs and flags, all weights, and patience that ends the run before its twenty steps. */
    static TrainingRequest mixed(Path folder) {
        TrainingRequest judged = judged(folder);
        return request(folder, judged.data(), judged.hyperparameters().withLora(Optional.empty()).withLearningRate(0.02));
    }

    static TrainingRequest named(String name, Path folder) {
        return switch (name) {
            case "full" -> full(folder);
            case "adapted" -> adapted(folder);
            case "mixed" -> mixed(folder);
            case "judged" -> judged(folder);
            default -> throw new IllegalArgumentException("no request is called " + name);
        };
    }

    /** Pairs and flags, an adapter, and patience that ends the run before its twenty steps. */
    static TrainingRequest judged(Path folder) {
        List<TrainingExample> examples = new ArrayList<>(TRAIN);
        examples.add(TrainingExample.pair(List.of(Turn.user("Price?")), "It is free.", "A lot."));
        examples.add(TrainingExample.pair(List.of(Turn.user("Are you open?")), "Yes, all day.", "Who knows?"));
        examples.add(TrainingExample.flagged(List.of(Turn.user("Hello")), "Go away."));
        examples.add(TrainingExample.flagged(List.of(Turn.user("Hello again")), "Leave me alone."));
        examples.add(example("Hi", "Hi."));
        Hyperparameters hyperparameters = hyperparameters().withEpochs(10).withBatch(3, 2).withRegularisation(0.1, 0.1).withReplayRatio(0)
                .withLearningRate(0.1).withSchedule(Schedule.CONSTANT, 0).withObjective(Objective.of(Method.AUTO))
                .withLora(Optional.of(Lora.ofRank(2))).withEvaluationsPerEpoch(2).withPatience(4);
        return request(folder, new TrainingData(examples, VALIDATION.subList(0, 1), List.of()), hyperparameters);
    }
}
