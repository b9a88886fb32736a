package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.retort.events.ChatTurn;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.ExchangeEvent.Safety;
import dev.retort.events.FeedbackEvent.UnrecordedExchange;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.events.ModelRef;
import dev.retort.events.RecalledReply;
import org.junit.jupiter.api.Test;

class UnrecordedExchangesTest {
    private static final int MEGABYTE = 1 << 20;
    private final UnrecordedExchanges exchanges = new UnrecordedExchanges(1000, 8 * MEGABYTE);

    @Test
    void aStrangersManyAndLargeExchangesLeaveTheMemoryAsItIs() {
        IntStream.range(0, 250).forEach(i -> exchanges.add(exchange("x" + i, "a".repeat(MEGABYTE), Optional.empty())));

        assertThat(exchanges.bytes()).isLessThanOrEqualTo(8 * MEGABYTE);
        assertThat(exchanges.told("x249", Verdict.FLAGGED)).isPresent();
        assertThat(exchanges.isLost("x249")).isFalse();
        assertThat(exchanges.told("x0", Verdict.FLAGGED)).isEmpty();
        assertThat(exchanges.isLost("x0")).as("said, not passed over: feedback on it can't count").isTrue();
        assertThat(exchanges.isLost("one that Kafka took")).isFalse();
    }

    @Test
    void ofManySmallOnesTheLatestStay() {
        IntStream.range(0, 2000).forEach(i -> exchanges.add(exchange("x" + i, "Hi", Optional.empty())));
        assertThat(exchanges.told("x999", Verdict.PRAISED)).isEmpty();
        assertThat(exchanges.told("x1000", Verdict.PRAISED)).isPresent();
    }

    @Test
    void praiseIsForWhatWasShownAndAFlagForWhatWasWritten() {
        exchanges.add(
                exchange("x", "Hi", Optional.of(new Safety(List.of(new Safety.Finding("promise", "free")), Optional.of("It is free")))));
        assertThat(exchanges.told("x", Verdict.PRAISED).orElseThrow().reply()).isEqualTo("No.");
        assertThat(exchanges.told("x", Verdict.FLAGGED).orElseThrow().reply()).isEqualTo("It is free");
    }

    @Test
    void ofACorrectionThatWasSaidAFlagIsForWhatTheModelWrote() {
        ExchangeEvent e = exchange("x", "Hi", Optional.empty());
        exchanges.add(new ExchangeEvent("x", "c-x", 0, "visitor", Optional.empty(), e.prompt(), "Good day.", e.model(), e.sampling(),
                e.usage(), "stop", e.timings(), e.at(), Optional.empty(), Optional.of(RecalledReply.said("ex-1", "words", "No.")),
                Optional.empty()));
        assertThat(exchanges.told("x", Verdict.FLAGGED)).contains(new UnrecordedExchange("c-x", e.prompt(), "No.", e.model(),
                Optional.of("ex-1")));
        assertThat(exchanges.told("x", Verdict.PRAISED)).contains(new UnrecordedExchange("c-x", e.prompt(), "Good day.", e.model(),
                Optional.of("ex-1")));
    }

    private static ExchangeEvent exchange(String id, String said, Optional<Safety> safety) {
        return new ExchangeEvent(id, "c-" + id, 0, "visitor", Optional.empty(), List.of(ChatTurn.user(said)), "No.",
                new ModelRef("v-1", "d", 1), new ExchangeEvent.Sampling(0, 0, 1, 1, 0, 8), new ExchangeEvent.Usage(1, 1), "stop",
                new ExchangeEvent.Timings(1, 1), Instant.EPOCH, safety);
    }
}
