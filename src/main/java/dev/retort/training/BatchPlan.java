package dev.retort.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Plan of the examples that each step of a run learns from. It follows from the examples' lengths and the hyperparameters alone, so that a resumed run needs
 * only the number of its step.
 *
 * @param steps of the whole run, each with its parts, each part with its examples; train examples come first, then the replayed ones
 * @param epochOf the epoch of each step, from 0
 */
record BatchPlan(List<List<List<Integer>>> steps, List<Integer> epochOf) {
    private static final int SORTED_TOGETHER = 4; // batches: fewer would pad more, more would make each epoch's batches alike

    /** @param lengths tokens of each row */
    static BatchPlan of(int[] lengths, Epochs epochs, Hyperparameters hyperparameters) {
        List<List<List<Integer>>> steps = new ArrayList<>();
        List<Integer> epochOf = new ArrayList<>();
        Random random = new Random(hyperparameters.data().seed());
        List<Draw> draws = epochs.draws(hyperparameters.data()).stream().map(draw -> draw.shuffled(random)).toList();
        for (int epoch = 0; epoch < hyperparameters.pacing().epochs(); epoch++) {
            List<Integer> examples = new ArrayList<>(epochs.train(epoch));
            draws.forEach(draw -> examples.addAll(draw.next()));
            for (List<List<Integer>> step : epoch(examples, lengths, hyperparameters, random)) {
                steps.add(step);
                epochOf.add(epoch);
            }
        }
        return new BatchPlan(steps, epochOf);
    }

    private static List<List<List<Integer>>> epoch(List<Integer> examples, int[] lengths, Hyperparameters hyperparameters, Random random) {
        Collections.shuffle(examples, random);
        List<List<Integer>> batches = new ArrayList<>();
        for (List<Integer> group : even(examples, hyperparameters.pacing().rows() * SORTED_TOGETHER)) {
            group.sort(Comparator.comparing(i -> lengths[i]));
            batches.addAll(even(group, hyperparameters.pacing().rows()));
        }
        Collections.shuffle(batches, random);
        return even(batches, hyperparameters.pacing().accumulation());
    }

    /** Cuts a list into as few pieces of at most {@code size} as possible, of nearly the same size. */
    static <T> List<List<T>> even(List<T> list, int size) {
        int pieces = (list.size() + size - 1) / size;
        List<List<T>> out = new ArrayList<>();
        for (int i = 0; i < pieces; i++) {
            out.add(new ArrayList<>(
                    list.subList((int) ((long) list.size() * i / pieces), (int) ((long) list.size() * (i + 1) / pieces))));
        }
        return out;
    }

    int size() {
        return steps.size();
    }

    /** Number of epochs that are over after so many steps, in parts. */
    double epochsAfter(int taken) {
        if (taken >= size()) {
            return epochOf.get(size() - 1) + 1.0;
        }
        int epoch = epochOf.get(taken);
        int first = epochOf.indexOf(epoch);
        return epoch + (taken - first) / (double) (epochOf.lastIndexOf(epoch) + 1 - first);
    }

    /** Tells whether the validation loss is due after so many steps: at even distances in each epoch, and at its end. */
    boolean evaluationDue(int taken, int perEpoch) {
        int epoch = epochOf.get(taken - 1);
        int first = epochOf.indexOf(epoch);
        int n = epochOf.lastIndexOf(epoch) + 1 - first;
        long at = taken - first;
        return at * perEpoch / n > (at - 1) * perEpoch / n;
    }
}
