package dev.retort.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.retort.curation.Waiting;
import dev.retort.lines.Line;

/** Decides whether it is time to learn. */
final class Trigger {
    private static final long PLENTY = 4;

    private Trigger() {}

    /**
     * The reason to request a run now, if there is one.
     *
     * @param inVain when the last run ended, if it failed or was cancelled: what made it fail may be there still
     */
    static Optional<String> reason(Line line, Waiting waiting, Optional<Instant> inVain, LoopConfig config, boolean scheduled,
            Instant now) {
        boolean cooling = line.cooldownUntil().filter(now::isBefore).isPresent();
        if (line.paused() || cooling || line.champion().isEmpty() || waiting.newExamples() < 1) {
            return Optional.empty();
        }
        if (scheduled) {
            return Optional.of("schedule: " + waiting.newExamples() + " approved examples are waiting");
        }
        if (inVain.map(end -> end.plus(config.retryAfter())).filter(now::isBefore).isPresent()) {
            return Optional.empty();
        }
        boolean settled = waiting.newest().filter(now.minus(config.settle())::isBefore).isEmpty();
        boolean plenty = waiting.newExamples() >= PLENTY * config.minNewExamples();
        if (waiting.newExamples() >= config.minNewExamples() && (settled || plenty)) {
            return Optional.of("count: " + waiting.newExamples() + " approved examples are waiting");
        }
        return waiting.oldest().map(oldest -> Duration.between(oldest, now)).filter(age -> age.compareTo(config.maxWait()) > 0)
                .map(age -> "age: an approved example has waited " + age.toMinutes() + " minutes");
    }
}
