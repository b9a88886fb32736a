package dev.retort.curation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;

import dev.retort.meaning.AlikeQuestions.Question;
import dev.retort.text.WordSet;

/**
 * Decides on one question after the other, whether they come alone or many at once. A question joins the cluster of the first one that has nearly its words,
 * else of the first that is the same in other words. A cluster has the split of those near to it; where these have two, the question is between, and nobody is
 * compared with it. Where they have none the cluster gets the next one of the sequence.
 */
final class Placing {
    private final Map<Long, Split> splits;
    private final LongSupplier newClusters;
    private final List<NewQuestion> questions = new ArrayList<>();
    private final Map<String, NewQuestion> byKey = new HashMap<>();
    private final Map<String, List<NewQuestion>> byPrefix = new HashMap<>();
    private final List<Long> clusters = new ArrayList<>();
    private final Map<Long, Split> decided = new LinkedHashMap<>();
    private long next;

    /**
     * A question to place.
     *
     * @param meaning  empty: words alone are compared
     * @param laidDown the split that whoever brings the question asks for
     */
    record Posed(WordSet words, Optional<Question> meaning, Optional<Split> laidDown) {}

    /**
     * The stored ones that a question is near to.
     *
     * @param same    the cluster of the question with the same words
     * @param byWords clusters of questions with nearly its words, that of the same words among them
     * @param alike   clusters of questions that are the same in other words
     */
    record Near(Optional<Long> same, SortedSet<Long> byWords, SortedSet<Long> alike) {}

    /** A question that later ones are compared with. It may be stored already, without its meaning. */
    record NewQuestion(WordSet words, long cluster, Optional<Question> meaning) {}

    /**
     * @param splits      of the clusters that are stored, where they have one
     * @param newClusters ids
     * @param next        the number of clusters that have had one of the sequence
     */
    Placing(Map<Long, Split> splits, LongSupplier newClusters, long next) {
        this.splits = new HashMap<>(splits);
        this.newClusters = newClusters;
        this.next = next;
    }

    Clusters.Place place(Posed posed, Near stored) {
        NewQuestion before = byKey.get(posed.words().text());
        Optional<Long> same = before == null ? stored.same() : Optional.of(before.cluster());
        SortedSet<Long> byWords = new TreeSet<>(stored.byWords());
        near(posed.words()).forEach(one -> byWords.add(one.cluster()));
        SortedSet<Long> all = new TreeSet<>(stored.alike());
        posed.meaning().ifPresent(meaning -> questions.stream()
                .filter(one -> one.meaning().filter(meaning::isAlike).isPresent()).forEach(one -> all.add(one.cluster())));
        Optional<Long> alike = all.stream().findFirst();
        all.addAll(byWords);
        Optional<Long> joined = same.or(() -> byWords.stream().findFirst()).or(() -> alike);
        Set<Split> near = same.filter(splits::containsKey).<Set<Split>>map(cluster -> EnumSet.of(split(cluster)))
                .orElseGet(() -> splits(all));
        if (posed.laidDown().isEmpty() && near.size() > 1) {
            return new Clusters.Place(joined.orElseThrow(), Split.BETWEEN);
        }
        long cluster = joined.orElseGet(this::newCluster);
        if (!splits.containsKey(cluster)) {
            decide(cluster, posed.laidDown().or(() -> near.stream().findFirst()).orElseGet(() -> Split.ofCluster(next++)));
        }
        if (before == null || before.meaning().isEmpty() && posed.meaning().isPresent()) {
            add(new NewQuestion(posed.words(), cluster, posed.meaning()));
        }
        return new Clusters.Place(cluster, posed.laidDown().orElse(split(cluster)));
    }

    private Set<Split> splits(Set<Long> of) {
        Set<Split> found = EnumSet.noneOf(Split.class);
        of.forEach(cluster -> Optional.ofNullable(splits.get(cluster)).ifPresent(found::add));
        return found;
    }

    private Split split(long cluster) {
        return Objects.requireNonNull(splits.get(cluster));
    }

    private List<NewQuestion> near(WordSet words) {
        return words.prefix().stream().flatMap(word -> byPrefix.getOrDefault(word, List.of()).stream())
                .filter(one -> one.words().isNear(words)).toList();
    }

    private long newCluster() {
        long cluster = newClusters.getAsLong();
        clusters.add(cluster);
        return cluster;
    }

    private void decide(long cluster, Split split) {
        splits.put(cluster, split);
        decided.put(cluster, split);
    }

    private void add(NewQuestion one) {
        questions.add(one);
        byKey.put(one.words().text(), one);
        one.words().prefix().forEach(word -> byPrefix.computeIfAbsent(word, w -> new ArrayList<>()).add(one));
    }

    /** The questions that others are compared with from now on, in their order. */
    List<NewQuestion> questions() {
        return questions;
    }

    /** The clusters that are new. */
    List<Long> clusters() {
        return clusters;
    }

    /** The splits that were decided. */
    Map<Long, Split> decided() {
        return decided;
    }

    /** The number of clusters that have had a split of the sequence. */
    long next() {
        return next;
    }
}
