package dev.retort.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import dev.retort.serving.ServedVersion;
import dev.retort.serving.ServingState;
import org.junit.jupiter.api.Test;

class LineReadinessTest {
    private static final ServedVersion OLD = new ServedVersion("v-old", "d", 5);

    private static ServingState serving(Optional<ServedVersion> serving, Optional<ServingState.Failure> failure) {
        return new ServingState(serving, Optional.empty(), List.of(), failure, 0);
    }

    @Test
    void whatServedBeforeTheStartIsNotWhatShouldServe() {
        ServingState old = serving(Optional.of(OLD), Optional.empty());

        assertThat(LineReadiness.isReached(OptionalLong.empty(), old)).as("nobody has looked yet").isFalse();
        assertThat(LineReadiness.isReached(OptionalLong.of(6), old)).as("another base became champion").isFalse();
        assertThat(LineReadiness.isReached(OptionalLong.of(5), old)).isTrue();
        assertThat(LineReadiness.isReached(OptionalLong.of(0), serving(Optional.empty(), Optional.empty()))).isFalse();
    }

    @Test
    void aVersionThatCannotBeLoadedDoesNotKeepTheOneBeforeFromServing() {
        var failure = new ServingState.Failure("v-new", 6, "no such file", Instant.EPOCH);

        assertThat(LineReadiness.isReached(OptionalLong.of(6), serving(Optional.of(OLD), Optional.of(failure)))).isTrue();
    }
}
