package dev.retort.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.retort.model.Labelled;
import dev.retort.model.TurnTemplate;
import dev.retort.model.TurnTooLongException;

/**
 * Examples as tokens.
 *
 * @param rows tokens and labels
 * @param weights of the rows
 * @param dropped examples that don't fit the context
 */
record Rows(List<Labelled> rows, List<Double> weights, int dropped) {
    /**
     * @param name of the set, for messages
     * @throws TrainingRefusedException if an example has no label or doesn't end with the end token: the model would never learn to stop
     */
    static Rows of(String name, List<TrainingExample> examples, TurnTemplate template, int endOfText) throws TrainingRefusedException {
        List<Labelled> rows = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            TrainingExample example = examples.get(i);
            try {
                Labelled row = template.example(example.prompt(), example.reply());
                check(name + " example " + (i + 1), row, endOfText);
                rows.add(row);
                weights.add(example.weight());
            } catch (TurnTooLongException e) {
                continue; // counted below
            }
        }
        return new Rows(rows, weights, examples.size() - rows.size());
    }

    static void check(String name, Labelled row, int endOfText) throws TrainingRefusedException {
        if (row.labelled() == 0) {
            throw new TrainingRefusedException(name + ": no token is labelled, expected those of the reply");
        }
        int last = row.ids().length - 1;
        if (!row.labels()[last] || row.ids()[last] != endOfText) {
            throw new TrainingRefusedException(name + ": the last label is not the end token " + endOfText
                    + ", expected every reply to end with it: tokenizer and config.json don't belong together");
        }
    }

    int size() {
        return rows.size();
    }

    int tokens(int row) {
        return rows.get(row).ids().length;
    }

    Batch batch(List<Integer> chosen) {
        return Batch.of(chosen.stream().map(rows::get).toList(), chosen.stream().mapToDouble(weights::get).toArray());
    }

    /** All rows, a few at a time, those of like length together. */
    List<Batch> batches(int size) {
        List<Integer> sorted = IntStream.range(0, size()).boxed().sorted(Comparator.comparing(this::tokens)).toList();
        return BatchPlan.even(sorted, size).stream().map(this::batch).toList();
    }

    /** These rows and then the others. */
    Rows and(Rows others) {
        return new Rows(Stream.concat(rows.stream(), others.rows.stream()).toList(),
                Stream.concat(weights.stream(), others.weights.stream()).toList(), dropped + others.dropped);
    }

    int[] lengths() {
        return rows.stream().mapToInt(row -> row.ids().length).toArray();
    }
}
