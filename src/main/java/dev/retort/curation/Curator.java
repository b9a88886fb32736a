package dev.retort.curation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.events.DeadLetters;
import dev.retort.events.Topics;
import dev.retort.roles.Roles;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Consumes exchanges and feedback, one record after the other. A record is done when it is in the database or among the dead letters, and
 * only then its offset is committed; what fails for now is tried again for ever, in order.
 */
@ApplicationScoped
public class Curator {
    private static final Logger LOG = Logger.getLogger(Curator.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Transactions transactions;
    private final FeedbackIntake intake;
    private final DeadLetters deadLetters;
    private final Backlog backlog;
    private final MemoryOutbox memory;
    private final CurationConfig config;
    private final MeterRegistry metrics;
    private final Roles roles;
    private final Tracer tracer;
    /** Done while this curates. A record that waits for it holds back all behind it, and the connector stops fetching. */
    private final AtomicReference<CompletableFuture<Boolean>> gate;
    private final Clock clock;

    Curator(Transactions transactions, FeedbackIntake intake, DeadLetters deadLetters, Backlog backlog, MemoryOutbox memory,
            CurationConfig config,
            Roles roles, MeterRegistry metrics, OpenTelemetry telemetry, Clock clock) {
        this.clock = clock;
        this.transactions = transactions;
        this.intake = intake;
        this.deadLetters = deadLetters;
        this.gate = new AtomicReference<>(config.enabled() ? CompletableFuture.completedFuture(true) : new CompletableFuture<Boolean>());
        this.backlog = backlog;
        this.memory = memory;
        this.config = config;
        this.roles = roles;
        this.metrics = metrics;
        this.tracer = telemetry.getTracer("dev.retort");
        if (roles.curator()) { // a rate is told from the first event on
            List.of(Topics.EXCHANGES, Topics.FEEDBACK).forEach(topic -> {
                curated(topic);
                buried(topic);
            });
        }
    }

    private Counter curated(String topic) {
        return counter("retort.curation.events", "events that were curated", topic);
    }

    private Counter buried(String topic) {
        return counter("retort.curation.dead.letters", "events that could not be curated", topic);
    }

    private Counter counter(String name, String description, String topic) {
        return Counter.builder(name).description(description).tag("topic", topic).register(metrics);
    }

    /** Goes on where it stopped. */
    public void start() {
        gate.get().complete(true);
    }

    /** Stops after the record that is being handled; events stay in Kafka until it starts again. */
    public void stop() {
        gate.updateAndGet(g -> g.isDone() ? new CompletableFuture<Boolean>() : g);
    }

    public boolean isRunning() { return gate.get().isDone(); }

    @Incoming("curation")
    Uni<Void> on(ConsumerRecord<byte[], byte[]> consumed) {
        Span span = tracer.spanBuilder("curate " + consumed.topic()).startSpan(); // in the record's trace, until the record is done
        return Uni.createFrom().completionStage(() -> gate.get().copy()).flatMap(open -> handle(consumed))
                .onFailure(Failures::isPermanent).recoverWithUni(e -> bury(consumed, String.valueOf(e.getMessage())))
                .onFailure()
                .invoke(e -> LOG.warnf("record %d of %s-%d is not curated yet, trying again: %s", consumed.offset(), consumed.topic(),
                        consumed.partition(), e))
                .onFailure().retry().withBackOff(FIRST_WAIT, LONGEST_WAIT).indefinitely()
                .invoke(() -> backlog.curated(consumed)).onTermination().invoke(span::end);
    }

    private Uni<Void> handle(ConsumerRecord<byte[], byte[]> consumed) {
        Reading reading = Reading.of(consumed);
        if (reading instanceof Reading.Poison poison) {
            return bury(consumed, poison.reason());
        }
        return transactions.run(session -> reading instanceof Reading.Judged judged
                ? intake.take(session, judged.event(), judged.source())
                : intake.take(session, ((Reading.Exchanged) reading).event()))
                .invoke(() -> {
                    memory.soon();
                    curated(consumed.topic()).increment();
                });
    }

    private Uni<Void> bury(ConsumerRecord<byte[], byte[]> consumed, String reason) {
        return deadLetters.publish(consumed, reason)
                .flatMap(published -> transactions.run(session -> session.createNativeQuery("""
                        insert into dead_letter (topic, partition, position, reason) values (:topic, :partition, :position, :reason)
                        on conflict do nothing""")
                        .setParameter("topic", consumed.topic()).setParameter("partition", consumed.partition())
                        .setParameter("position", consumed.offset()).setParameter("reason", storable(reason)).executeUpdate()))
                .invoke(() -> {
                    LOG.warnf("record %d of %s-%d can't be curated: %s", consumed.offset(), consumed.topic(), consumed.partition(), reason);
                    buried(consumed.topic()).increment();
                }).replaceWithVoid();
    }

    /** A reason quotes what it complains about. */
    private static String storable(String reason) {
        StringBuilder clean = new StringBuilder();
        reason.codePoints().limit(1000).map(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    @Scheduled(every = "${retort.curation.expiry-check}")
    Uni<Void> expire() {
        if (!roles.curator()) {
            return Uni.createFrom().voidItem();
        }
        return expire(clock.instant().minus(config.waitingExpiry()));
    }

    Uni<Void> expire(Instant arrivedBefore) {
        return transactions.run(session -> intake.expire(session, arrivedBefore))
                .invoke(n -> {
                    if (n > 0) {
                        LOG.warnf("%d times feedback has waited in vain for its exchange", n);
                    }
                }).replaceWithVoid();
    }
}
