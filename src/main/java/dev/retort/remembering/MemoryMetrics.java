package dev.retort.remembering;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import dev.retort.memory.Memory;
import dev.retort.memory.MemoryState;
import dev.retort.memory.Recollection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The memory in numbers, for the outside. */
final class MemoryMetrics {
    private static final List<String> RULES = List.of("words", "meaning", "mistake");

    private final MeterRegistry registry;
    private final String mode;
    private final Timer time;

    MemoryMetrics(MeterRegistry registry, MemoryConfig.Mode mode, Supplier<Optional<Memory>> memory) {
        this.registry = registry;
        this.mode = mode.name().toLowerCase(Locale.ROOT);
        this.time = Timer.builder("retort.memory.time").description("time to look for a correction before a reply").register(registry);
        RULES.forEach(this::recalls); // a rate is told from the first recall on
        List.of(Recollection.Why.values()).forEach(this::passed);
        gauge("retort.memory.corrections", "corrections in the memory", memory, MemoryState::corrections);
        gauge("retort.memory.known", "questions in the memory whose replies are known to be right", memory, MemoryState::known);
        gauge("retort.memory.pending", "texts in the memory that wait for their vectors", memory, MemoryState::pending);
        gauge("retort.memory.bytes", "estimate of what the memory takes", memory, MemoryState::bytes);
    }

    private void gauge(String name, String description, Supplier<Optional<Memory>> memory, ToDoubleFunction<MemoryState> figure) {
        Gauge.builder(name, () -> memory.get().map(Memory::state).map(figure::applyAsDouble).orElse(0.0)).description(description)
                .strongReference(true).register(registry);
    }

    private Counter recalls(String rule) {
        return Counter.builder("retort.memory.recalls").description("replies in whose place a correction was said, or in shadow noted")
                .tag("rule", rule).tag("mode", mode).register(registry);
    }

    private Counter passed(Recollection.Why why) {
        return Counter.builder("retort.memory.passed").description("replies that the memory left as they were, by reason")
                .tag("why", why.name().toLowerCase(Locale.ROOT)).register(registry);
    }

    <T> T timed(Supplier<T> work) {
        long began = System.nanoTime();
        try {
            return work.get();
        } finally {
            time.record(java.time.Duration.ofNanos(System.nanoTime() - began));
        }
    }

    void decided(Recollection recollection) {
        if (recollection instanceof Recollection.Nothing nothing) {
            passed(nothing.why()).increment();
        } else {
            recalls(recollection.rule()).increment();
        }
    }
}
