package dev.retort.curation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.curation.Placing.Posed;
import dev.retort.meaning.AlikeQuestions.Question;
import dev.retort.text.WordSet;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Puts questions into clusters of near duplicates, by their words and those of feedback by their meaning, too, and says which split a cluster is in:
 * {@link Placing} decides. Feedback and domain data are counted apart, so that thousands of imported examples take no place in the gate from the
 * corrections; what that would let through is left out when a dataset is frozen. Domain data are compared by words alone: an encoder would take a minute for
 * ten thousand of them, while corrections wait.
 */
@ApplicationScoped
class Clusters {
    /** Whoever stores questions, or looks for those that others have stored, holds it. */
    static final String LOCK = "retort.clusters";

    private final AskedMeanings meanings;

    Clusters(AskedMeanings meanings) {
        this.meanings = meanings;
    }

    /** The kinds of examples that are counted apart when clusters are split. */
    enum Stratum implements Word {
        FEEDBACK, DOMAIN
    }

    /** @param split the split that whoever brings the question asks for */
    record Asked(String question, Optional<Split> split) {}

    record Place(long cluster, Split split) {}

    /** A place for each question, in their order. */
    Uni<List<Place>> place(Mutiny.Session session, List<Asked> asked, Stratum stratum) {
        return asked.isEmpty() ? Uni.createFrom().item(List.of()) : posed(asked, stratum).flatMap(posed -> place(session, stratum, posed));
    }

    private Uni<List<Posed>> posed(List<Asked> asked, Stratum stratum) {
        List<WordSet> words = asked.stream().map(Asked::question).map(WordSet::of).toList();
        if (stratum == Stratum.DOMAIN) {
            return Uni.createFrom().item(IntStream.range(0, asked.size())
                    .mapToObj(i -> new Posed(words.get(i), Optional.empty(), asked.get(i).split())).toList());
        }
        return meanings.read(asked.stream().map(Asked::question).toList()).map(read -> IntStream.range(0, asked.size())
                .mapToObj(i -> new Posed(words.get(i), read.get(i), asked.get(i).split())).toList());
    }

    private Uni<List<Place>> place(Mutiny.Session session, Stratum stratum, List<Posed> posed) {
        Set<WordSet> words = posed.stream().map(Posed::words).collect(Collectors.toCollection(LinkedHashSet::new));
        return Transactions.lock(session, LOCK)
                .flatMap(locked -> StoredQuestions.near(session, words))
                .flatMap(byWords -> meanings.alike(session, posed.stream().map(Posed::meaning).toList())
                        .map(alike -> near(posed, byWords, alike)))
                .flatMap(near -> placing(session, stratum, near, words.size()).flatMap(placing -> {
                    List<Place> places = IntStream.range(0, posed.size()).mapToObj(i -> placing.place(posed.get(i), near.get(i))).toList();
                    return store(session, stratum, placing).replaceWith(places);
                }));
    }

    private static List<Placing.Near> near(List<Posed> posed, Map<WordSet, StoredQuestions.Near> byWords, List<SortedSet<Long>> alike) {
        List<Placing.Near> near = new ArrayList<>();
        for (int i = 0; i < posed.size(); i++) {
            StoredQuestions.Near words = Objects.requireNonNull(byWords.get(posed.get(i).words()));
            near.add(new Placing.Near(words.same(), words.clusters(), alike.get(i)));
        }
        return near;
    }

    private static Uni<Placing> placing(Mutiny.Session session, Stratum stratum, List<Placing.Near> near, int questions) {
        Set<Long> clusters = new TreeSet<>();
        near.forEach(one -> {
            clusters.addAll(one.byWords());
            clusters.addAll(one.alike());
        });
        return StoredQuestions.splits(session, clusters, stratum)
                .flatMap(splits -> StoredQuestions.next(session, stratum)
                        .flatMap(next -> StoredQuestions.ids(session, questions).map(ids -> {
                            Iterator<Long> fresh = ids.iterator();
                            return new Placing(splits, fresh::next, next);
                        })));
    }

    private Uni<Void> store(Mutiny.Session session, Stratum stratum, Placing placing) {
        Map<String, Question> byKey = new LinkedHashMap<>();
        placing.questions().forEach(one -> one.meaning().ifPresent(meaning -> byKey.put(one.words().key(), meaning)));
        return StoredQuestions.store(session, placing, stratum).flatMap(stored -> meanings.store(session, byKey));
    }
}
