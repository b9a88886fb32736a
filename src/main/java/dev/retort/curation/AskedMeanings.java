package dev.retort.curation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import dev.retort.meaning.AlikeQuestions.Question;
import dev.retort.meaning.ChosenEncoder;
import dev.retort.meaning.Encoder;
import dev.retort.roles.Roles;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Finds the stored questions of feedback that are the same in other words, where this process curates and has an encoder. Vectors are kept in the database, so
 * that all who curate find the same, also after a start; each has them in an index, which follows.
 */
@Startup // an encoder that can't be read is told when the program starts, and the first correction does not wait for it
@Singleton
class AskedMeanings {
    private static final Logger LOG = Logger.getLogger(AskedMeanings.class);
    private static final int MOST = 100_000; // some 60 MB

    private final CompletableFuture<Optional<MeaningIndex>> index;

    /** @throws UncheckedIOException if the encoder can't be read; the message names the file and what would be right */
    AskedMeanings(CurationConfig config, Roles roles) {
        if (!roles.curator()) {
            this.index = CompletableFuture.completedFuture(Optional.empty());
        } else if (config.encoder().isPresent()) {
            this.index = CompletableFuture.completedFuture(open(config));
        } else {
            this.index = CompletableFuture.supplyAsync(() -> open(config), work -> new Thread(work, "retort-curation-encoder").start());
        }
    }

    private static Optional<MeaningIndex> open(CurationConfig config) {
        try {
            return ChosenEncoder.open(config.encoder(), problem -> LOG.warnf("%s; questions are compared by their words alone", problem))
                    .map(encoder -> new MeaningIndex(encoder, MOST));
        } catch (IOException e) {
            throw new UncheckedIOException("retort.curation.encoder: " + e.getMessage(), e);
        }
    }

    /** The encoder, if there is one and it is open. */
    Optional<Encoder> encoder() {
        return index.getNow(Optional.empty()).map(MeaningIndex::encoder);
    }

    /** Each text as a question to compare; empty where no encoder can. */
    Uni<List<Optional<Question>>> read(List<String> texts) {
        return working(() -> {
            Optional<MeaningIndex> here = index.join();
            return here.map(known -> texts.stream().map(known::read).toList())
                    .orElseGet(() -> Collections.nCopies(texts.size(), Optional.empty()));
        });
    }

    /** For each question the clusters of those that are the same in other words. Nobody else may store questions meanwhile. */
    Uni<List<SortedSet<Long>>> alike(Mutiny.Session session, List<Optional<Question>> questions) {
        Optional<MeaningIndex> here = index.getNow(Optional.empty());
        if (here.isEmpty() || questions.stream().allMatch(Optional::isEmpty)) {
            return Uni.createFrom().item(Collections.nCopies(questions.size(), Collections.emptySortedSet()));
        }
        MeaningIndex known = here.get();
        return StoredMeanings.follow(session, known)
                .flatMap(done -> working(() -> questions.stream().map(question -> question.map(known::alike).orElse(List.of())).toList()))
                .flatMap(numbers -> StoredMeanings.clusters(session, numbers.stream().flatMap(List::stream).distinct().toList())
                        .map(clusters -> numbers.stream().map(each -> clusters(each, clusters)).toList()));
    }

    private static SortedSet<Long> clusters(List<Long> numbers, Map<Long, Long> clusters) {
        SortedSet<Long> found = new TreeSet<>();
        numbers.forEach(number -> Optional.ofNullable(clusters.get(number)).ifPresent(found::add));
        return found;
    }

    /** Stores the meanings of questions that are stored. */
    Uni<Void> store(Mutiny.Session session, Map<String, Question> byKey) {
        Optional<MeaningIndex> here = index.getNow(Optional.empty());
        return here.isEmpty() || byKey.isEmpty()
                ? Uni.createFrom().voidItem()
                : StoredMeanings.insert(session, here.get().encoder(), byKey);
    }

    /** Does what takes some milliseconds on a thread that may be held, and goes on where the caller was. */
    static <T> Uni<T> working(Supplier<T> work) {
        return Transactions.onContextOfCaller(Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
    }

    @PreDestroy
    void close() {
        index.join().map(MeaningIndex::encoder).ifPresent(Encoder::close);
    }
}
