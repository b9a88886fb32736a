package dev.retort.curation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.retort.curation.Clusters.Place;
import dev.retort.curation.Placing.NewQuestion;
import dev.retort.curation.Placing.Posed;
import dev.retort.meaning.AlikeQuestions;
import dev.retort.meaning.Encoder;
import dev.retort.text.WordSet;

/** Questions that are placed in batches, with all that was placed before compared one by one. */
final class PlacedQuestions {
    private final Optional<AlikeQuestions> reader;
    private final List<NewQuestion> stored = new ArrayList<>();
    private final Map<Long, Split> splits = new HashMap<>();
    private final List<Posed> all = new ArrayList<>();
    private long clusters;
    private long next;

    /** Two near duplicates, by their places in the order in which they came. */
    record Pair(int one, int other) {}

    PlacedQuestions(Optional<Encoder> encoder) {
        this.reader = encoder.map(AlikeQuestions::new);
    }

    List<Place> at(int once, List<String> questions) {
        List<Place> places = new ArrayList<>();
        for (int from = 0; from < questions.size(); from += once) {
            places.addAll(batch(questions.subList(from, Math.min(questions.size(), from + once)).stream()
                    .map(question -> posed(question, Optional.empty())).toList()));
        }
        return places;
    }

    void lay(String question, Split split) {
        batch(List.of(posed(question, Optional.of(split))));
    }

    private Posed posed(String question, Optional<Split> laidDown) {
        return new Posed(WordSet.of(question), reader.flatMap(encoder -> encoder.read(question)), laidDown);
    }

    private List<Place> batch(List<Posed> batch) {
        List<Placing.Near> near = batch.stream().map(this::near).toList();
        var placing = new Placing(splits, () -> ++clusters, next);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            places.add(placing.place(batch.get(i), near.get(i)));
        }
        all.addAll(batch);
        stored.addAll(placing.questions());
        splits.putAll(placing.decided());
        next = placing.next();
        return places;
    }

    private Placing.Near near(Posed posed) {
        return new Placing.Near(stored.stream().filter(one -> one.words().equals(posed.words())).map(NewQuestion::cluster).findFirst(),
                clusters(stored.stream().filter(one -> one.words().isNear(posed.words()))),
                clusters(stored.stream().filter(one -> isAlike(one.meaning(), posed.meaning()))));
    }

    private static boolean isAlike(Optional<AlikeQuestions.Question> one, Optional<AlikeQuestions.Question> other) {
        return one.isPresent() && other.isPresent() && one.get().isAlike(other.get());
    }

    private static SortedSet<Long> clusters(Stream<NewQuestion> questions) {
        SortedSet<Long> clusters = new TreeSet<>();
        questions.forEach(one -> clusters.add(one.cluster()));
        return clusters;
    }

    /** All near duplicates among what was placed, by words or by meaning. */
    List<Pair> nearPairs() {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (all.get(i).words().isNear(all.get(j).words()) || isAlike(all.get(i).meaning(), all.get(j).meaning())) {
                    pairs.add(new Pair(j, i));
                }
            }
        }
        return pairs;
    }
}
