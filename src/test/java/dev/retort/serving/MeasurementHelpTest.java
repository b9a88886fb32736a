package dev.retort.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class MeasurementHelpTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    MeasurementHelpTest() {
        registry.config().meterFilter(MeasurementHelp.help());
    }

    @Test
    void aNameThatBeginsWithNoLetterGetsAWordBeforeIt() {
        Counter.builder("2xx.answers").tag("_class", "x").tag("5xx", "y").register(registry).increment();
        Timer.builder(".queue.delay").description("how long something waits").register(registry);
        Gauge.builder("|bytes", () -> 1).baseUnit("bytes").register(registry);

        assertThat(lines("# HELP")).containsExactlyInAnyOrder("# HELP other_2xx_answers_total other 2xx answers",
                "# HELP other_queue_delay_seconds how long something waits",
                "# HELP other_queue_delay_seconds_max how long something waits",
                "# HELP other_bytes other bytes");
        assertThat(registry.scrape()).contains("other_2xx_answers_total{other_5xx=\"y\",other_class=\"x\",} 1.0").doesNotContain("m_");
    }

    @Test
    void everyOtherNameStaysAndHasAHelpText() {
        Counter.builder("retort.some.thing").tag("topic", "a").register(registry);
        Counter.builder("retort.told").description("what it is").register(registry);

        assertThat(lines("# HELP")).containsExactlyInAnyOrder("# HELP retort_some_thing_total retort some thing",
                "# HELP retort_told_total what it is");
        assertThat(lines("retort_some")).containsExactly("retort_some_thing_total{topic=\"a\",} 0.0");
    }

    private List<String> lines(String beginning) {
        return Arrays.stream(registry.scrape().split("\n")).filter(line -> line.startsWith(beginning)).toList();
    }
}
