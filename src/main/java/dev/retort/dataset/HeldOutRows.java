package dev.retort.dataset;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.retort.text.Ints;
import dev.retort.text.MinHashIndex;

/**
 * Chooses which rows of a training set to keep back where nobody has: whole clusters of near duplicate questions, so that nothing kept back is trained on
 * in nearly the same words, nor in other words as far as questions are compared by their meaning. Rows that are near to each other by way of a third belong to one cluster, too.
 */
final class HeldOutRows {
    private static final int ONE_IN = 10;
    private static final int ENOUGH = 8;
    private static final int AT_MOST_ONE_IN = 4;

    private final MinHashIndex index = new MinHashIndex();
    private final Ints parents = new Ints(); // of row i, by union-find
    private final List<Long> fingerprints = new ArrayList<>();
    private final Optional<QuestionMeanings> meanings;

    HeldOutRows(Optional<ByMeaning> wish) {
        this.meanings = wish.map(QuestionMeanings::new);
    }

    void add(String question) {
        int[] words = QuestionClusters.words(question);
        int row = index.size();
        List<Integer> near = new ArrayList<>();
        boolean[] known = {false};
        index.near(words, (id, same) -> {
            near.add(id);
            known[0] |= same;
        });
        if (!known[0]) {
            meanings.ifPresent(others -> others.read(question).ifPresent(asked -> {
                near.addAll(others.alike(asked));
                others.add(asked, row);
            }));
        }
        index.add(words);
        parents.add(row);
        fingerprints.add(QuestionClusters.fingerprint(words));
        near.forEach(other -> parents.set(root(other), root(row)));
    }

    private int root(int row) {
        int at = row;
        while (parents.get(at) != at) {
            parents.set(at, parents.get(parents.get(at)));
            at = parents.get(at);
        }
        return at;
    }

    /**
     * A tenth of the rows, or eight where those are no more than a quarter; the same ones for the same questions in whatever order.
     *
     * @throws BadDataException if that cannot be done
     */
    BitSet chosen() throws BadDataException {
        Map<Integer, List<Integer>> clusters = new TreeMap<>();
        for (int row = 0; row < parents.size(); row++) {
            clusters.computeIfAbsent(root(row), r -> new ArrayList<>()).add(row);
        }
        int wanted = Math.max(parents.size() / ONE_IN, Math.min(ENOUGH, parents.size() / AT_MOST_ONE_IN));
        BitSet chosen = new BitSet();
        Comparator<List<Integer>> drawn = Comparator.comparingLong(this::lot);
        for (List<Integer> cluster : clusters.values().stream().sorted(drawn).toList()) {
            if (chosen.cardinality() + cluster.size() <= wanted) {
                cluster.forEach(chosen::set);
            }
        }
        if (chosen.isEmpty()) {
            throw new BadDataException(
                    "nothing can be held out of %d rows about %d different questions; import more, or name a validation part"
                            .formatted(parents.size(), clusters.size()));
        }
        return chosen;
    }

    /** A cluster's place, which follows from its words alone. */
    private long lot(List<Integer> cluster) {
        long least = cluster.stream().mapToLong(fingerprints::get).min().orElseThrow();
        return (least ^ least >>> 29) * 0xBF58476D1CE4E5B9L; // mixed (Steele et al. 2014): import has chosen by the fingerprint itself
    }
}
