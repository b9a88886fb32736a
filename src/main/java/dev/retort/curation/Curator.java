package dev.retort.curation;

import java.time.Duration;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.retort.events.DeadLetters;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.PausableChannel;
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
    private static final String CHANNEL = "curation";
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Transactions transactions;
    private final FeedbackIntake intake;
    private final DeadLetters deadLetters;
    private final ChannelRegistry channels;
    private final CurationConfig config;
    private final MeterRegistry metrics;

    Curator(Transactions transactions, FeedbackIntake intake, DeadLetters deadLetters, ChannelRegistry channels, CurationConfig config,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.intake = intake;
        this.deadLetters = deadLetters;
        this.channels = channels;
        this.config = config;
        this.metrics = metrics;
    }

    void begin(@Observes StartupEvent event) {
        if (config.enabled()) {
            start();
        }
    }

    /** Goes on where it stopped. */
    public void start() {
        channel().resume();
    }

    /** Stops after the record that is being handled; events stay in Kafka until it starts again. */
    public void stop() {
        channel().pause();
    }

    public boolean isRunning() { return !channel().isPaused(); }

    private PausableChannel channel() {
        return channels.getPausable(CHANNEL);
    }

    @Incoming(CHANNEL)
    Uni<Void> on(ConsumerRecord<byte[], byte[]> letter) {
        return Uni.createFrom().deferred(() -> handle(letter))
                .onFailure(Failures::isPermanent).recoverWithUni(e -> bury(letter, String.valueOf(e.getMessage())))
                .onFailure()
                .invoke(e -> LOG.warnf("record %d of %s-%d is not curated yet, trying again: %s", letter.offset(), letter.topic(),
                        letter.partition(), e))
                .onFailure().retry().withBackOff(FIRST_WAIT, LONGEST_WAIT).indefinitely();
    }

    private Uni<Void> handle(ConsumerRecord<byte[], byte[]> letter) {
        Reading reading = Reading.of(letter);
        if (reading instanceof Reading.Poison poison) {
            return bury(letter, poison.reason());
        }
        return transactions.run(session -> reading instanceof Reading.Judged judged
                ? intake.take(session, judged.event(), judged.source())
                : intake.take(session, ((Reading.Exchanged) reading).event()))
                .invoke(() -> metrics.counter("retort.curation.events", "topic", letter.topic()).increment());
    }

    private Uni<Void> bury(ConsumerRecord<byte[], byte[]> letter, String reason) {
        return deadLetters.publish(letter, reason)
                .flatMap(published -> transactions.run(session -> session.createNativeQuery("""
                        insert into dead_letter (topic, partition, position, reason) values (:topic, :partition, :position, :reason)
                        on conflict do nothing""")
                        .setParameter("topic", letter.topic()).setParameter("partition", letter.partition())
                        .setParameter("position", letter.offset()).setParameter("reason", storable(reason)).executeUpdate()))
                .invoke(() -> {
                    LOG.warnf("record %d of %s-%d can't be curated: %s", letter.offset(), letter.topic(), letter.partition(), reason);
                    metrics.counter("retort.curation.dead.letters", "topic", letter.topic()).increment();
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
        return expire(Instant.now().minus(config.waitingExpiry()));
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
