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
     * @param exchange the exchange it comes from
     * @param after    number of the last example of the page before, 0 for the first page
     */
    record Filter(Set<Example.State> states, Set<Example.Source> sources, Optional<Split> split, Optional<String> run,
            Optional<String> exchange,
            long after, int limit) {}

    Uni<Page> list(Filter filter) {
        String query = "from Example where state in (:states) and source in (:sources) and number > :after"
                + (filter.split().isPresent() ? " and split = :split" : "") + (filter.run().isPresent() ? " and usedByRun = :run" : "")
                + (filter.exchange().isPresent() ? " and exchangeId = :exchange" : "")
                + " order by number";
        return transactions.run(session -> {
            var select = session.createQuery(query, Example.class).setParameter("states", filter.states())
                    .setParameter("sources", filter.sources()).setParameter("after", filter.after()).setMaxResults(filter.limit() + 1);
            filter.split().ifPresent(split -> select.setParameter("split", split));
            filter.run().ifPresent(run -> select.setParameter("run", run));
            filter.exchange().ifPresent(exchange -> select.setParameter("exchange", exchange));
            return select.getResultList().flatMap(found -> {
                List<Example> shown = found.subList(0, Math.min(found.size(), filter.limit()));
                Optional<Long> next = found.size() > filter.limit()
                        ? Optional.ofNullable(shown.get(shown.size() - 1).number)
                        : Optional.empty();
                return feedback(session, shown).map(feedback -> new Page(shown.stream()
                        .map(e -> ExampleView.of(e, Optional.ofNullable(e.feedbackNumber).map(feedback::get))).toList(), next));
            });
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
