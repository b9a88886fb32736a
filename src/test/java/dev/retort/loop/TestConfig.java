package dev.retort.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A loop that looks often, on a line of its own. */
record TestConfig(String line, int minNewExamples, Duration maxWait, Optional<List<String>> trainerCommand,
        Duration databaseTimeout) implements LoopConfig {
    TestConfig(String line, int minNewExamples, Duration maxWait, Optional<List<String>> trainerCommand) {
        this(line, minNewExamples, maxWait, trainerCommand, Duration.ofSeconds(20));
    }

    /** Asks for no run by itself. */
    static TestConfig byHand(String line) {
        return new TestConfig(line, 1_000_000, Duration.ofDays(1000), Optional.empty());
    }

    TestConfig withTrainer(String... command) {
        return new TestConfig(line, minNewExamples, maxWait, Optional.of(List.of(command)), databaseTimeout);
    }

    TestConfig withDatabaseTimeout(Duration timeout) {
        return new TestConfig(line, minNewExamples, maxWait, trainerCommand, timeout);
    }

    @Override
    public Duration settle() {
        return Duration.ofSeconds(3);
    }

    @Override
    public String schedule() {
        return "off";
    }

    @Override
    public Duration pollEvery() {
        return Duration.ofMillis(100);
    }

    @Override
    public Duration cooldown() {
        return Duration.ofHours(1);
    }

    @Override
    public Duration retryAfter() {
        return Duration.ofMinutes(15);
    }

    @Override
    public int maxAttempts() {
        return 3;
    }

    @Override
    public String trainerHeap() {
        return "256m";
    }

    @Override
    public int trainerNice() {
        return 1;
    }
}
