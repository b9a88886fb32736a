package dev.retort.serving;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.retort.Patience;
import dev.retort.generation.Completion;
import dev.retort.generation.GenerationListener;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.local.Settings;
import dev.retort.model.Reference;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of a reply, from a real engine. */
class ReplySpanTest {
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exported)).build()).build();
    private final CompletableFuture<SpanContext> told = new CompletableFuture<>();
    private Lease lease;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        ModelRegistry registry = new ModelRegistry(folder.resolve("store"));
        LiveModel live = TwoVersions.live(Duration.ofMinutes(1), Duration.ofMinutes(1));
        SwapTest.roll(live, registry.open(registry.publish(Reference.MODEL, ManifestDraft.base(Instant.EPOCH)).id()), 1);
        lease = live.lease();
    }

    @AfterEach
    void stop() {
        lease.close();
        telemetry.close();
    }

    @Test
    void aReplyIsASpanOfTheGenAiConventionsInTheTraceOfWhoAsked() {
        Span request = telemetry.getTracer("test").spanBuilder("POST /v1/chat/completions").startSpan();
        try (Scope asking = request.makeCurrent()) {
            submit(1, Map.of());
        }
        SpanData span = span();
        assertThat(span.getName()).isEqualTo("chat retort");
        assertThat(span.getParentSpanContext()).isEqualTo(request.getSpanContext());
        assertThat(span.getAttributes().asMap()).containsOnly(Map.entry(stringKey("gen_ai.operation.name"), "chat"),
                Map.entry(stringKey("gen_ai.provider.name"), "retort"), Map.entry(stringKey("gen_ai.request.model"), "retort"),
                Map.entry(longKey("gen_ai.request.max_tokens"), 2L),
                Map.entry(stringKey("gen_ai.response.model"), lease.version().version()),
                Map.entry(longKey("gen_ai.usage.input_tokens"), 1L), Map.entry(longKey("gen_ai.usage.output_tokens"), 2L),
                Map.entry(stringArrayKey("gen_ai.response.finish_reasons"), List.of("length")));
        assertThat(told.join()).as("what follows a reply is in its trace").isEqualTo(span.getSpanContext());
    }

    @Test
    void whatIsRefusedSaysWhy() {
        submit(2, Map.of("retort.serving.max-sequences", "1", "retort.serving.queue", "0"));
        assertThat(exported.getFinishedSpanItems()).hasSize(2).allSatisfy(span -> {
            assertThat(span.getAttributes().get(stringKey("error.type"))).isEqualTo("full");
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        });
    }

    private void submit(int replies, Map<String, String> settings) {
        Admission admission = new Admission(Settings.of(ServingConfig.class, settings), new SimpleMeterRegistry(), telemetry);
        Work work = new Work(new GenerationRequest(new int[]{39}, Sampling.greedy(), 2), new Told(), Operation.chat("retort"));
        admission.submit(lease, "client", Collections.nCopies(replies, work));
    }

    private final class Told implements GenerationListener {
        @Override
        public void onDelta(String text) {
            // only the end counts
        }

        @Override
        public void onDone(Completion completion) {
            told.complete(Span.current().getSpanContext());
        }

        @Override
        public void onFailure(Throwable failure) {
            told.completeExceptionally(failure);
        }
    }

    private SpanData span() {
        Patience.await().until(() -> exported.getFinishedSpanItems().size() == 1);
        return exported.getFinishedSpanItems().get(0);
    }
}
