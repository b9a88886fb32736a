package dev.retort.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.retort.curation.Waiting;
import dev.retort.events.VersionRef;
import dev.retort.lines.Line;
import org.junit.jupiter.api.Test;

/** When it is time to learn. */
class TriggerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final LoopConfig CONFIG = new TestConfig("default", 24, Duration.ofHours(6), Optional.empty());

    @Test
    void enoughCorrectionsAreAReason() {
        assertThat(reason(line(false, Optional.empty()), 24, Duration.ZERO, false))
                .hasValueSatisfying(text -> assertThat(text).startsWith("count: 24 "));
        assertThat(reason(line(false, Optional.empty()), 23, Duration.ZERO, false)).isEmpty();
    }

    @Test
    void aBurstOfCorrectionsIsLearnedInOneRun() {
        Line line = line(false, Optional.empty());
        assertThat(reason(line, 24, Duration.ofMinutes(1), Duration.ofSeconds(1), false)).isEmpty();
        assertThat(reason(line, 24, Duration.ofMinutes(1), Duration.ofSeconds(4), false)).isPresent();
        assertThat(reason(line, 96, Duration.ofMinutes(1), Duration.ofSeconds(1), false)).isPresent();
    }

    @Test
    void oneCorrectionThatWaitedTooLongIsAReason() {
        assertThat(reason(line(false, Optional.empty()), 1, Duration.ofHours(7), false))
                .hasValueSatisfying(text -> assertThat(text).startsWith("age: "));
        assertThat(reason(line(false, Optional.empty()), 1, Duration.ofHours(5), false)).isEmpty();
    }

    @Test
    void aScheduledTimeIsAReasonIfSomethingWaits() {
        assertThat(reason(line(false, Optional.empty()), 1, Duration.ZERO, true))
                .hasValueSatisfying(text -> assertThat(text).startsWith("schedule: "));
        assertThat(reason(line(false, Optional.empty()), 0, Duration.ZERO, true)).isEmpty();
    }

    @Test
    void nothingIsAReasonWhilePausedOrCoolingDownOrWithoutAChampion() {
        assertThat(reason(line(true, Optional.empty()), 100, Duration.ofDays(1), true)).isEmpty();
        assertThat(reason(line(false, Optional.of(NOW.plusSeconds(1))), 100, Duration.ofDays(1), true)).isEmpty();
        assertThat(reason(line(false, Optional.of(NOW)), 100, Duration.ofDays(1), true)).isPresent();
        assertThat(reason(Line.unknown("default"), 100, Duration.ofDays(1), true)).isEmpty();
    }

    @Test
    void afterARunThatFailedTheNextOneWaitsUnlessItIsScheduled() {
        Waiting waiting = new Waiting(100, Optional.of(NOW.minus(Duration.ofDays(1))), Optional.of(NOW.minus(Duration.ofHours(1))));
        Line line = line(false, Optional.empty());
        Optional<Instant> now = Optional.of(NOW.minusSeconds(60));
        assertThat(Trigger.reason(line, waiting, now, CONFIG, false, NOW)).isEmpty();
        assertThat(Trigger.reason(line, waiting, now, CONFIG, true, NOW)).isPresent();
        assertThat(Trigger.reason(line, waiting, Optional.of(NOW.minus(CONFIG.retryAfter())), CONFIG, false, NOW)).isPresent();
    }

    private static Optional<String> reason(Line line, long waiting, Duration age, boolean scheduled) {
        return reason(line, waiting, age, Duration.ofMinutes(1), scheduled);
    }

    private static Optional<String> reason(Line line, long waiting, Duration oldest, Duration newest, boolean scheduled) {
        Optional<Instant> first = waiting == 0 ? Optional.empty() : Optional.of(NOW.minus(oldest));
        return Trigger.reason(line, new Waiting(waiting, first, first.map(ignored -> NOW.minus(newest))), Optional.empty(), CONFIG,
                scheduled, NOW);
    }

    private static Line line(boolean paused, Optional<Instant> cooldown) {
        return new Line("default", 1, Optional.of(new VersionRef("v-0123456789ab", "0".repeat(64))), Optional.empty(), Optional.empty(),
                paused, cooldown, 1);
    }
}
