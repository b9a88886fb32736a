package dev.retort.tuning;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.retort.model.Device;
import dev.retort.model.Turn;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Lora;
import dev.retort.training.Method;
import dev.retort.training.Objective;
import dev.retort.training.Schedule;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;

/** A search on the reference's model of two layers. */
final class TinySearch {
    static final Path MODEL = Path.of("src/test/resources/tiny-gpt2/model");
    private static final List<String> THINGS = List.of("rake", "hoe", "spade", "pot", "saw", "axe", "fork", "hose", "seed", "glove");

    private TinySearch() {}

    private static TrainingExample example(String question, String answer) {
        return new TrainingExample(List.of(Turn.user(question)), answer);
    }

    /** Three ways to ask about each of ten things; the third is held out. */
    static TrainingData data() {
        List<TrainingExample> train = new ArrayList<>();
        List<TrainingExample> heldOut = new ArrayList<>();
        for (String thing : THINGS) {
            train.add(TrainingExample.pair(List.of(Turn.user("Where is my " + thing + "?")), "The " + thing + " is on its way.", "No."));
            train.add(example("My " + thing + " is late.", "The " + thing + " is on its way."));
            heldOut.add(example("Is the " + thing + " coming?", "The " + thing + " is on its way."));
        }
        return new TrainingData(train, heldOut, List.of());
    }

    static Hyperparameters with(double rate, int rows, int epochs) {
        return Hyperparameters.usual().withLearningRate(rate).withEpochs(epochs).withBatch(rows, 1).withReplayRatio(0);
    }

    /** Nine: the default, others like it, another method, an adapter, one that patience ends, and one that comes to nothing. */
    static List<Trial> trials() {
        List<Hyperparameters> all = List.of(with(1e-3, 4, 4), with(1e-4, 4, 4), with(1e-2, 4, 4), with(3e-3, 8, 6),
                with(1, 4, 4).withSchedule(Schedule.CONSTANT, 0).withRegularisation(1e5, 0),
                with(5e-3, 4, 6).withObjective(Objective.of(Method.AUTO)),
                with(3e-2, 4, 4).withLora(Optional.of(Lora.ofRank(4))), with(2e-2, 2, 6).withPatience(1),
                with(5e-4, 4, 6).withObjective(Objective.of(Method.KTO)));
        List<Trial> trials = new ArrayList<>();
        all.forEach(h -> trials
                .add(new Trial(trials.size() + 1, h, trials.isEmpty() ? Map.of() : Map.of("rate", "" + h.optimizer().learningRate()))));
        return trials;
    }

    static SearchRequest request(Path folder, List<Trial> trials, int rungs) {
        return new SearchRequest(folder, "tiny", MODEL, data(), trials, new Halving(trials.size(), 3, rungs), Device.CPU, 1);
    }

    static SearchRequest request(Path folder) {
        return request(folder, trials(), 3);
    }
}
