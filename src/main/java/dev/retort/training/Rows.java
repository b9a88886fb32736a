package dev.retort.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.retort.model.Labelled;

/**
 * Examples as tokens.
 *
 * @param references of each item, the log-probabilities of its judged rows under the start weights; zeros where not known yet
 * @param dropped examples that don't fit the context
 * @param unused examples that the run's method has no use for
 */
record Rows(List<Item> items, List<float[]> references, int dropped, int unused) {
    private static final int SCORED_TOGETHER = 16;

    static Rows of(List<Item> items, int dropped, int unused) {
        return new Rows(items, items.stream().map(item -> new float[item.judged().size()]).toList(), dropped, unused);
    }

    int size() {
        return items.size();
    }

    int tokens(int item) {
        return items.get(item).tokens();
    }

    Batch batch(List<Integer> chosen) {
        BatchBuilder batch = new BatchBuilder();
        for (int i : chosen) {
            items.get(i).addTo(batch, references.get(i));
        }
        return batch.build();
    }

    /** The chosen items in batches that lanes compute beside each other. */
    List<Batch> batches(List<Integer> chosen, int lanes) {
        return LanePlan.of(chosen, this::tokens, i -> items.get(i).work(), lanes).stream().map(this::batch).toList();
    }

    /** The mismatched rows of the chosen items, none where there are none. */
    List<Batch> mismatched(List<Integer> chosen) {
        BatchBuilder batch = new BatchBuilder();
        boolean any = false;
        for (int i : chosen) {
            if (items.get(i) instanceof Item.Flag flag && flag.mismatched().isPresent()) {
                batch.score(new Scored(flag.mismatched().get(), references.get(i)[1]));
                any = true;
            }
        }
        return any ? List.of(batch.build()) : List.of();
    }

    /** All items, a few at a time, those of like length together. */
    List<List<Integer>> groups(int size) {
        List<Integer> sorted = IntStream.range(0, size()).boxed().sorted(Comparator.comparing(this::tokens)).toList();
        return BatchPlan.even(sorted, size);
    }

    /** The same with log-probabilities under the trainer's weights, which are still the start ones. */
    Rows scoredBy(Trainer trainer) {
        List<Labelled> all = items.stream().flatMap(item -> item.judged().stream()).toList();
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < all.size(); i += SCORED_TOGETHER) {
            BatchBuilder batch = new BatchBuilder();
            all.subList(i, Math.min(all.size(), i + SCORED_TOGETHER)).forEach(row -> batch.score(new Scored(row, 0)));
            batches.add(batch.build());
        }
        List<Float> found = new ArrayList<>();
        for (float[] some : trainer.logProbabilities(batches)) {
            for (float one : some) {
                found.add(one);
            }
        }
        float[] flat = new float[found.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = found.get(i);
        }
        return with(flat);
    }

    /** The same with log-probabilities found before, as {@link #flatReferences} gave them. */
    Rows with(float[] flat) {
        if (flat.length != flatReferences().length) {
            throw new IllegalArgumentException(flat.length + " log-probabilities, expected " + flatReferences().length);
        }
        List<float[]> split = new ArrayList<>();
        int at = 0;
        for (float[] reference : references) {
            split.add(Arrays.copyOfRange(flat, at, at + reference.length));
            at += reference.length;
        }
        return new Rows(items, split, dropped, unused);
    }

    /** All log-probabilities, item after item. */
    float[] flatReferences() {
        int n = references.stream().mapToInt(reference -> reference.length).sum();
        float[] flat = new float[n];
        int at = 0;
        for (float[] reference : references) {
            System.arraycopy(reference, 0, flat, at, reference.length);
            at += reference.length;
        }
        return flat;
    }

    /** Tells whether any of them asks the model to stay as it was. */
    boolean keep() {
        return items.stream().anyMatch(item -> item instanceof Item.Reply reply && reply.asked() == Replay.KEEP);
    }

    /** The replies are not learned; the model is to go on giving them as it did. */
    Rows kept() {
        return new Rows(items.stream().map(item -> item instanceof Item.Reply reply ? reply.kept() : item).toList(), references, dropped,
                unused);
    }

    /** The first tokens of replies that are learned count as much. */
    Rows deciding(double weight) {
        return new Rows(items.stream().map(item -> item instanceof Item.Reply reply ? reply.deciding(weight) : item).toList(), references,
                dropped, unused);
    }

    /** Made of examples that are counted elsewhere. */
    Rows uncounted() {
        return new Rows(items, references, 0, 0);
    }

    /** These rows and then the others. */
    Rows and(Rows others) {
        return new Rows(Stream.concat(items.stream(), others.items.stream()).toList(),
                Stream.concat(references.stream(), others.references.stream()).toList(), dropped + others.dropped, unused + others.unused);
    }

    int[] lengths() {
        return items.stream().mapToInt(Item::tokens).toArray();
    }
}
