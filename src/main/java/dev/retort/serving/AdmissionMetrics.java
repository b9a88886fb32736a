package dev.retort.serving;

import java.time.Duration;
import java.util.function.IntSupplier;

import dev.retort.generation.Completion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** Requests in numbers, by the version that answers; names of OpenTelemetry's GenAI conventions where there are any. */
final class AdmissionMetrics {
    private static final String MODEL = "gen_ai.response.model";

    private final MeterRegistry registry;
    private final Counter full;
    private final Counter overShare;

    AdmissionMetrics(MeterRegistry registry, IntSupplier running, IntSupplier waiting, int places) {
        this.registry = registry;
        Gauge.builder("retort.serving.batch.sequences", running, IntSupplier::getAsInt).description("replies that are being written")
                .strongReference(true).register(registry);
        Gauge.builder("retort.serving.batch.occupancy", running, now -> (double) now.getAsInt() / places)
                .description("share of the batch's places that are taken").strongReference(true).register(registry);
        Gauge.builder("retort.serving.waiting", waiting, IntSupplier::getAsInt).description("replies that wait for their turn")
                .strongReference(true).register(registry);
        full = refusals("full");
        overShare = refusals("share");
    }

    private Counter refusals(String reason) {
        return Counter.builder("retort.serving.refused").description("requests that found no place in the queue").tag("reason", reason)
                .register(registry);
    }

    void refused(boolean ofOneClient) {
        (ofOneClient ? overShare : full).increment();
    }

    void began(Ticket ticket) {
        time("retort.serving.queue.time", "until a request's turn came", tags(ticket), ticket.waited());
    }

    void done(Ticket ticket, Completion completion) {
        Tags tags = tags(ticket);
        int tokens = completion.ids().length;
        time("gen_ai.server.request.duration", "from the request to the reply's end", tags, ticket.sinceItCame());
        if (tokens > 0) {
            time("gen_ai.server.time_to_first_token", "from the request to the first token", tags, ticket.untilFirstToken());
        }
        if (tokens > 1) {
            time("gen_ai.server.time_per_output_token", "between tokens after the first", tags,
                    ticket.sinceFirstToken().dividedBy(tokens - 1));
        }
        count(tags, "input", completion.promptTokens());
        count(tags, "output", tokens);
    }

    void failed(Ticket ticket) {
        time("gen_ai.server.request.duration", "from the request to the reply's end",
                tags(ticket, "_OTHER"), ticket.sinceItCame());
    }

    private void time(String name, String description, Tags tags, Duration time) {
        Timer.builder(name).description(description).tags(tags).publishPercentileHistogram().minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(2)).register(registry).record(time);
    }

    private void count(Tags tags, String type, int tokens) {
        DistributionSummary.builder("gen_ai.client.token.usage").description("tokens of a request").baseUnit("token")
                .tags(tags.and("gen_ai.token.type", type)).register(registry).record(tokens);
    }

    private static Tags tags(Ticket ticket) {
        return tags(ticket, "");
    }

    /** The same keys each time, as Prometheus wants it. */
    private static Tags tags(Ticket ticket, String error) {
        return Tags.of(MODEL, ticket.version().version(), "error.type", error);
    }
}
