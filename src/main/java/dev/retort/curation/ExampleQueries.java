package dev.retort.curation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Finds examples for people. */
@ApplicationScoped
class ExampleQueries {
    static final int MOST = 200;

    private final Transactions transactions;

    ExampleQueries(Transactions transactions) {
        this.transactions = transactions;
    }

    /** A page of a list; {@code next} is the {@code after} of the page behind it. */
    record Page(List<ExampleView> items, Optional<Long> next) {}

    /**
     * @param run      the run that used it first
     * @param dataset  the run whose frozen data set it is in
     * @param exchange the exchange it comes from
     * @param after    number of the last example of the page before, 0 for the first page
     */
    record Filter(Set<Example.State> states, Set<Source> sources, Optional<Split> split, Optional<String> run,
            Optional<String> dataset, Optional<String> exchange, long after, int limit) {}

    private static final String FROZEN = """
            select e.id, e.number from dataset s join dataset_example d on d.dataset_id = s.id join example e on e.id = d.example_id
            where s.run_id = :run and e.number > :after order by e.number""";

    Uni<Page> list(Filter filter) {
        return transactions.run(session -> filter.dataset().map(run -> frozen(session, filter, run))
                .orElseGet(() -> list(session, filter, Optional.empty())));
    }

    /** Pages go by the data set's examples, so one that leaves some out by other filters is shorter. */
    private static Uni<Page> frozen(Mutiny.Session session, Filter filter, String run) {
        return session.createNativeQuery(FROZEN, Object[].class).setParameter("run", run).setParameter("after", filter.after())
                .setMaxResults(filter.limit() + 1).getResultList().flatMap(rows -> {
                    List<Object[]> shown = rows.subList(0, Math.min(rows.size(), filter.limit()));
                    if (shown.isEmpty()) {
                        return Uni.createFrom().item(new Page(List.of(), Optional.empty()));
                    }
                    Optional<Long> next = rows.size() > filter.limit()
                            ? Optional.of(((Number) shown.get(shown.size() - 1)[1]).longValue())
                            : Optional.empty();
                    return list(session, filter, Optional.of(shown.stream().map(row -> (String) row[0]).toList()))
                            .map(page -> new Page(page.items(), next));
                });
    }

    private static Uni<Page> list(Mutiny.Session session, Filter filter, Optional<List<String>> ids) {
        String query = "from Example where state in (:states) and source in (:sources) and number > :after"
                + (filter.split().isPresent() ? " and split = :split" : "") + (filter.run().isPresent() ? " and usedByRun = :run" : "")
                + (filter.exchange().isPresent() ? " and exchangeId = :exchange" : "")
                + (ids.isPresent() ? " and id in (:ids)" : "")
                + " order by number";
        var select = session.createQuery(query, Example.class).setParameter("states", filter.states())
                .setParameter("sources", filter.sources()).setParameter("after", filter.after()).setMaxResults(filter.limit() + 1);
        filter.split().ifPresent(split -> select.setParameter("split", split));
        filter.run().ifPresent(run -> select.setParameter("run", run));
        filter.exchange().ifPresent(exchange -> select.setParameter("exchange", exchange));
        ids.ifPresent(only -> select.setParameter("ids", only));
        return select.getResultList().flatMap(found -> {
            List<Example> shown = found.subList(0, Math.min(found.size(), filter.limit()));
            Optional<Long> next = found.size() > filter.limit()
                    ? Optional.ofNullable(shown.get(shown.size() - 1).number)
                    : Optional.empty();
            return feedback(session, shown).flatMap(feedback -> ContradictoryPairs.of(session, shown.stream().map(e -> e.id).toList())
                    .map(contradicts -> new Page(shown.stream().map(e -> ExampleView.of(e, Optional.ofNullable(e.feedbackNumber)
                            .map(feedback::get), contradicts.getOrDefault(e.id, List.of()))).toList(), next)));
        });
    }

    private static Uni<Map<Long, Feedback>> feedback(Mutiny.Session session, List<Example> examples) {
        List<Long> numbers = examples.stream().map(e -> e.feedbackNumber).filter(n -> n != null).toList();
        if (numbers.isEmpty()) {
            return Uni.createFrom().item(new HashMap<>());
        }
        return session.createQuery("from Feedback where number in (:numbers)", Feedback.class).setParameter("numbers", numbers)
                .getResultList()
                .map(found -> found.stream().collect(Collectors.toMap(f -> f.number, Function.identity())));
    }
}
