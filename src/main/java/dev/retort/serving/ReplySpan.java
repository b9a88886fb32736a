package dev.retort.serving;

import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;

import java.util.List;
import java.util.Locale;

import dev.retort.generation.Completion;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * The span of one reply, from its request to its end, its wait included, after
 * <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/">OpenTelemetry's GenAI conventions</a>; never the words of
 * people or of the model. Listeners hear of the reply's end in its context, so that all that follows, such as the exchange's record, is part of the
 * same trace.
 */
public final class ReplySpan {
    private static final AttributeKey<List<String>> FINISH_REASONS = stringArrayKey("gen_ai.response.finish_reasons");

    private final Span span;
    private final Context context;

    private ReplySpan(Span span) {
        this.span = span;
        this.context = Context.current().with(span);
    }

    static ReplySpan begin(Tracer tracer, Work work, ServedVersion version) {
        Operation operation = work.operation();
        return new ReplySpan(tracer.spanBuilder(operation.name() + " " + operation.model())
                .setAttribute("gen_ai.operation.name", operation.name())
                .setAttribute("gen_ai.provider.name", "retort")
                .setAttribute("gen_ai.request.model", operation.model())
                .setAttribute("gen_ai.request.max_tokens", work.request().maxTokens())
                .setAttribute("gen_ai.response.model", version.version())
                .startSpan());
    }

    void done(Completion completion, Runnable tell) {
        span.setAttribute("gen_ai.usage.input_tokens", completion.promptTokens());
        span.setAttribute("gen_ai.usage.output_tokens", completion.ids().length);
        span.setAttribute(FINISH_REASONS, List.of(completion.finishReason().name().toLowerCase(Locale.ROOT)));
        try {
            context.wrap(tell).run();
        } finally {
            span.end();
        }
    }

    void failed(Throwable failure, Runnable tell) {
        failed(failure.getClass().getName());
        context.wrap(tell).run();
    }

    /** @param type in few words: one of a few */
    void failed(String type) {
        span.setAttribute("error.type", type);
        span.setStatus(StatusCode.ERROR);
        span.end();
    }

    /** Notes that the reply ended at a stop string, of which the engine knows nothing. Called while this thread hears of the end. */
    public static void endedAtStopString() {
        Span.current().setAttribute(FINISH_REASONS, List.of("stop"));
    }
}
