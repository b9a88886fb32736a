package dev.retort.serving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.generation.Completion;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

/**
 * Decides who is answered next. As many requests are written at once as one batch holds; the others wait in a bounded queue, from which clients take
 * turns. A request that is refused is told so at once, with the time after which to try again.
 */
@ApplicationScoped
public class Admission {
    private static final double SMOOTHING = 0.1;
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    private final ServingConfig config;
    private final AdmissionMetrics metrics;
    private final Tracer tracer;
    private final ScheduledThreadPoolExecutor timer;
    // guarded by this
    private final WaitingLine line = new WaitingLine();
    private int running;
    private double usualSeconds = 1;

    Admission(ServingConfig config, MeterRegistry registry, OpenTelemetry telemetry) {
        this.config = config;
        this.tracer = telemetry.getTracer("dev.retort");
        this.metrics = new AdmissionMetrics(registry, this::running, this::waiting, config.maxSequences());
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "retort-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Takes on all of the work or none. Each piece's listener is told as the engine tells it, or of an {@link OverdueException}.
     *
     * @param lease to be held until every listener has been told of the end
     * @param client whose turn it takes
     */
    public Admitted submit(Lease lease, String client, List<Work> works) {
        List<Ticket> tickets = works.stream()
                .map(work -> new Ticket(this, lease, client, work, ReplySpan.begin(tracer, work, lease.version()))).toList();
        synchronized (this) {
            Optional<Admitted.Refused> refusal = refusal(client, works);
            if (refusal.isPresent()) {
                metrics.refused(refusal.get().overShare());
                tickets.forEach(ticket -> ticket.refused(refusal.get().overShare() ? "share" : "full"));
                return refusal.get();
            }
            tickets.forEach(line::add);
        }
        Duration deadline = config.deadline();
        for (Ticket ticket : tickets) {
            ticket.endsBy(timer.schedule(() -> ticket.overdue(deadline), deadline.toMillis(), TimeUnit.MILLISECONDS));
        }
        advance();
        return new Admitted.Taken(List.copyOf(tickets));
    }

    /** Counts the requests that are being written. */
    public synchronized int running() {
        return running;
    }

    /** Counts the requests that wait for their turn. */
    public synchronized int waiting() {
        return line.requests();
    }

    private Optional<Admitted.Refused> refusal(String client, List<Work> works) {
        int free = Math.max(0, config.maxSequences() - running - line.requests());
        int wait = works.size() - free;
        if (wait <= 0) {
            return Optional.empty();
        }
        int share = Math.max(1, (int) (config.clientShare() * config.queue()));
        if (config.queue() > 0 && line.requestsOf(client) + wait > share) {
            return Optional.of(new Admitted.Refused(true, "%d of this client's requests wait for their turn, at most %d may"
                    .formatted(line.requestsOf(client), share), retryAfter()));
        }
        if (line.requests() + wait > config.queue()) {
            return Optional.of(new Admitted.Refused(false, "%d requests are being answered and %d wait, at most %d may"
                    .formatted(running, line.requests(), config.queue()), retryAfter()));
        }
        long tokens = works.stream().mapToLong(Work::tokens).sum();
        return line.tokens() + tokens > config.queueTokens()
                ? Optional.of(new Admitted.Refused(false, "requests of %d tokens wait for their turn, at most %d may with these %d"
                        .formatted(line.tokens(), config.queueTokens(), tokens), retryAfter()))
                : Optional.empty();
    }

    /** Estimates the time until all who wait have begun. */
    private Duration retryAfter() {
        double seconds = usualSeconds * Math.max(1, line.requests()) / config.maxSequences();
        return Duration.ofSeconds(Math.max(1, Math.min(LONGEST_RETRY.toSeconds(), (long) Math.ceil(seconds))));
    }

    /** Lets in as many as there is room for. */
    private void advance() {
        List<Ticket> next = new ArrayList<>();
        synchronized (this) {
            while (running < config.maxSequences()) {
                Optional<Ticket> ticket = line.next();
                if (ticket.isEmpty()) {
                    break;
                }
                running++;
                next.add(ticket.get());
            }
        }
        for (Ticket ticket : next) {
            try {
                ticket.begin();
                metrics.began(ticket);
            } catch (RuntimeException e) { // the engine is closed, or it can't be written at all
                ticket.onFailure(e);
            }
        }
    }

    /** Takes out a ticket that waits. @return whether it did */
    synchronized boolean withdraw(Ticket ticket) {
        return line.remove(ticket);
    }

    void done(Ticket ticket, Completion completion) {
        synchronized (this) {
            running--;
            usualSeconds += SMOOTHING * (ticket.sinceItBegan().toMillis() / 1000.0 - usualSeconds);
        }
        advance(); // first: whatever becomes of the metrics, nobody waits for a place that is free
        metrics.done(ticket, completion);
    }

    void failed(Ticket ticket) {
        synchronized (this) {
            running--;
        }
        advance();
        metrics.failed(ticket);
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
    }
}
