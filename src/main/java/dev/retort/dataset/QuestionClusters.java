package dev.retort.dataset;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;

import dev.retort.meaning.AlikeQuestions.Question;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import dev.retort.text.Ints;
import dev.retort.text.MinHashIndex;
import dev.retort.text.Words;

/**
 * All distinct questions of a data set, and the part each is in. As in curation a question is a set of words, and joins the cluster of the first one
 * that it is near to; a number is a word like any other, for it may be all that tells two articles apart. Where an encoder is at hand, one that shares fewer words
 * joins the cluster of the one that is the same in other words. So training never sees what is kept back, nor nearly that.
 */
final class QuestionClusters {
    private static final int MOST_WORDS = 512;
    private static final int ENOUGH_WORDS = 3;

    private final MinHashIndex index = new MinHashIndex();
    private final Ints clusters = new Ints(); // of question i
    private final Ints sizes = new Ints(); // rows of cluster i
    private final Ints lines = new Ints(); // where its first question stands
    private final Ints splits = new Ints();
    private final Optional<QuestionMeanings> meanings;

    /** The fate of a question. */
    enum Place {
        /** Like no other before. */
        NEW,
        /** The same words as one before. */
        SAME,
        /** Nearly the same words as one before. */
        NEAR,
        /** The same as one before in other words. */
        ALIKE,
        /** Nearly the same as questions of two parts, or of another part than the one laid down; it is not kept. */
        BETWEEN
    }

    /**
     * @param question the number of the question, from 0 on; -1 for one that is not kept
     * @param earlier  the number of the one that is the same, in these words or in others
     */
    record Placed(Place place, DatasetSplit split, int question, OptionalInt earlier) {}

    /** @param size rows */
    record Cluster(int size, int firstLine) {}

    private static final class Near {
        private int same = -1;
        private int first = Integer.MAX_VALUE;
        private int splits; // a bit each
    }

    /** @param wish empty: only words are compared */
    QuestionClusters(Optional<ByMeaning> wish) {
        this.meanings = wish.map(QuestionMeanings::new);
    }

    /** The question of a row: the first thing that is said to the assistant, and the next ones while those are only greetings. */
    static String of(ImportedExample example) {
        var question = new StringBuilder();
        for (Turn turn : example.prompt()) {
            if (turn.role() == Role.USER && Words.of(question.toString()).size() < ENOUGH_WORDS) {
                question.append(turn.content()).append('\n');
            }
        }
        return question.isEmpty() ? example.prompt().get(0).content() : question.toString();
    }

    /** @param laidDown the part that the row asks for. Other words for what is asked in another part are meant, then: they measure how far a reply carries */
    Placed place(String question, long line, Optional<DatasetSplit> laidDown) {
        int[] words = words(question);
        Near near = near(words);
        Optional<Question> meaning = laidDown.isPresent() || near.same >= 0
                ? Optional.empty()
                : meanings.flatMap(known -> known.read(question));
        List<Integer> alike = meaning.flatMap(asked -> meanings.map(known -> known.alike(asked))).orElse(List.of());
        alike.forEach(other -> near.splits |= 1 << splits.get(clusters.get(other)));
        boolean byWords = near.first < Integer.MAX_VALUE;
        boolean found = byWords || !alike.isEmpty();
        int cluster = byWords ? clusters.get(near.same >= 0 ? near.same : near.first) : found ? clusters.get(alike.get(0)) : sizes.size();
        DatasetSplit split = found
                ? DatasetSplit.values()[splits.get(cluster)]
                : laidDown.orElseGet(() -> DatasetSplit.ofFingerprint(fingerprint(words)));
        boolean torn = near.same < 0 && Integer.bitCount(near.splits) > 1;
        if (torn || (laidDown.isPresent() && laidDown.get() != split)) {
            return new Placed(Place.BETWEEN, split, -1, OptionalInt.empty());
        }
        if (!found) {
            sizes.add(0);
            lines.add((int) Math.min(Integer.MAX_VALUE, line));
            splits.add(split.ordinal());
        }
        sizes.set(cluster, sizes.get(cluster) + 1);
        if (near.same < 0) {
            int number = index.add(words);
            clusters.add(cluster);
            meanings.ifPresent(known -> meaning.ifPresent(asked -> known.add(asked, number)));
            meanings.filter(known -> laidDown.isPresent()).ifPresent(known -> known.addLater(question, number));
            return new Placed(byWords ? Place.NEAR : found ? Place.ALIKE : Place.NEW, split, number,
                    alike.isEmpty() ? OptionalInt.empty() : OptionalInt.of(alike.get(0)));
        }
        return new Placed(Place.SAME, split, near.same, OptionalInt.of(near.same));
    }

    private Near near(int[] words) {
        var near = new Near();
        index.near(words, (id, same) -> {
            near.splits |= 1 << splits.get(clusters.get(id));
            near.first = Math.min(near.first, id);
            near.same = same ? id : near.same;
        });
        return near;
    }

    int clusters() {
        return sizes.size();
    }

    /** The number of questions that were compared by their meaning. */
    int byMeaning() {
        return meanings.map(QuestionMeanings::read).orElse(0);
    }

    /** The number of questions that were not, since there were too many. */
    long byWordsAlone() {
        return meanings.map(QuestionMeanings::passedOver).orElse(0L);
    }

    /** The clusters of most rows, the largest first. */
    List<Cluster> largest(int n) {
        Comparator<Cluster> bySize = Comparator.comparingInt(Cluster::size);
        var largest = new PriorityQueue<>(bySize);
        for (int i = 0; i < sizes.size(); i++) {
            if (largest.size() < n || largest.element().size() < sizes.get(i)) {
                largest.add(new Cluster(sizes.get(i), lines.get(i)));
            }
            if (largest.size() > n) {
                largest.remove();
            }
        }
        return largest.stream().sorted(bySize.reversed()).toList();
    }

    /** Hashes of the distinct words, sorted. */
    static int[] words(String text) {
        return Words.of(text).stream().mapToInt(word -> MinHashIndex.mixed(word.hashCode())).sorted()
                .distinct().limit(MOST_WORDS).toArray();
    }

    /** The same for the same words in whatever order and number. */
    static long fingerprint(int[] words) {
        long hash = 0;
        for (int word : words) {
            hash = (hash ^ word) * 0x9E3779B97F4A7C15L; // the golden ratio (Knuth, TAOCP 6.4)
            hash ^= hash >>> 32;
        }
        return hash;
    }
}
