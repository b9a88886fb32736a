package dev.retort.serving;

import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** Serving in numbers, for the outside. */
final class ServingMetrics {
    private final MultiGauge version;
    private final Counter swaps;
    private final Counter failures;
    private final Timer load;

    ServingMetrics(MeterRegistry registry, IntSupplier leases, IntSupplier versions, LongSupplier cached, LongSupplier reused) {
        Gauge.builder("retort.serving.leases", leases, IntSupplier::getAsInt).description("replies that hold a version")
                .strongReference(true).register(registry);
        Gauge.builder("retort.serving.versions", versions, IntSupplier::getAsInt).description("versions in memory")
                .strongReference(true).register(registry);
        Gauge.builder("retort.serving.cache", cached, LongSupplier::getAsLong).baseUnit("bytes")
                .description("memory of the keys and values of sequences, ended ones included").strongReference(true).register(registry);
        Gauge.builder("retort.serving.reused", reused, LongSupplier::getAsLong).baseUnit("tokens")
                .description("prompt tokens that the versions in memory did not have to read").strongReference(true).register(registry);
        version = MultiGauge.builder("retort.serving.epoch").description("epoch of the version that serves").register(registry);
        swaps = Counter.builder("retort.serving.swaps").description("versions that took over from another").register(registry);
        failures = Counter.builder("retort.serving.failures").description("announced versions that could not take over").register(registry);
        load = Timer.builder("retort.serving.load").description("time to load and warm a version").register(registry);
    }

    void loaded(Duration time) {
        load.record(time);
    }

    void serves(ServedVersion served) {
        version.register(List.of(MultiGauge.Row.of(Tags.of("version", served.version()), served.epoch())), true);
    }

    void swapped() {
        swaps.increment();
    }

    void failed() {
        failures.increment();
    }
}
