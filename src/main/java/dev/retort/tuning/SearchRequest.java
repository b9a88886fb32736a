package dev.retort.tuning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.retort.digest.Sha256;
import dev.retort.model.Device;
import dev.retort.training.Hyperparameters;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingRequest;

/**
 * A search.
 *
 * @param folder of searches; this one makes its own in it, named by {@code name} and digest
 * @param model to start from, a Hugging Face folder
 * @param data with a validation set, by which trials are compared
 * @param trials the default first
 * @param threads of one operation on a CPU
 */
public record SearchRequest(Path folder, String name, Path model, TrainingData data, List<Trial> trials, Halving halving, Device device,
        int threads) {
    private static final int SHORT = 12;

    public SearchRequest {
        trials = List.copyOf(trials);
        if (trials.size() != halving.trials()) {
            throw new IllegalArgumentException(trials.size() + " trials, expected " + halving.trials());
        }
    }

    /**
     * Makes a search of a space's trials.
     *
     * @param trials at most so many; a small space has fewer
     * @param rungs 0: as many as leave one trial for the last
     * @param settings hyperparameters from lines of a configuration that count more than what is configured
     */
    public static SearchRequest of(Path folder, String name, Path model, TrainingData data, SearchSpace space, Halving wanted,
            boolean ownRungs,
            long seed, Function<Map<String, String>, Hyperparameters> settings, Device device, int threads) {
        List<Trial> trials = space.trials(wanted.trials(), seed, settings);
        Halving halving = ownRungs ? new Halving(trials.size(), wanted.eta(), wanted.rungs()) : Halving.of(trials.size(), wanted.eta());
        return new SearchRequest(folder, name, model, data, trials, halving, device, threads);
    }

    /** Digest of all that decides the search's result, in hexadecimal: the model's files, every example, every trial, and the rungs. */
    public String digest() throws IOException {
        String first = request(trials.get(0), folder).digest();
        return Sha256.hex(first + halving + trials);
    }

    /** Folder of the search with this digest. */
    Path folder(String digest) {
        return folder.resolve(name + "-" + digest.substring(0, SHORT));
    }

    TrainingRequest request(Trial trial, Path work) {
        Path own = work.resolve("trial-" + trial.number());
        return new TrainingRequest(model, own.resolve("model"), own.resolve("checkpoint"), data, trial.hyperparameters(), device, threads);
    }
}
