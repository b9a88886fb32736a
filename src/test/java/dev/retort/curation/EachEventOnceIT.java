package dev.retort.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import dev.retort.Patience;
import dev.retort.events.EventJson;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Reason;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.events.Topics;
import dev.retort.local.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Events that come twice, late, or before what they are about. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class EachEventOnceIT extends CurationSteps {
    @Test
    void theSameEventsTwiceCountOnce() throws Exception {
        ExchangeEvent exchange = said(question(), "No.");
        publish(exchange);
        FeedbackEvent correction = feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."));
        publish(correction);
        publish(correction);
        plain(Topics.FEEDBACK, exchange.exchangeId(), EventJson.MAPPER.writeValueAsBytes(correction),
                headers(FeedbackEvent.TYPE, "/retort/chat"));
        settled();
        assertThat(states(exchange)).containsExactly("approved");
    }

    @Test
    void theSameIdWithAnotherContentIsADeadLetter() {
        ExchangeEvent exchange = said(question(), "No.");
        FeedbackEvent correction = feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."));
        publish(correction);
        publish(new FeedbackEvent(correction.feedbackId(), exchange.exchangeId(), Verdict.CORRECTED, Optional.empty(),
                Optional.of("Maybe."),
                Optional.empty(), AGENT, Instant.now(), Optional.empty()));
        eventually(() -> assertThat(deadReasons()).anyMatch(r -> r.contains(correction.feedbackId())));
        assertThat(one(exchange, "approved")).containsEntry("chosen", "Yes.");
    }

    @Test
    void theSameIdFromSomebodyElseIsOtherFeedback() {
        ExchangeEvent exchange = said(question(), "No.");
        FeedbackEvent correction = feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."));
        publish(correction);
        publish(new FeedbackEvent(correction.feedbackId(), exchange.exchangeId(), Verdict.FLAGGED, Optional.empty(), Optional.empty(),
                Optional.empty(), CUSTOMER, Instant.now(), Optional.empty()));
        eventually(() -> assertThat(states(exchange)).containsExactly("approved", "pending"));
    }

    @Test
    void feedbackThatComesBeforeItsExchangeWaitsVisibly() {
        ExchangeEvent exchange = exchange(question(), "No.");
        FeedbackEvent early = feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."));
        publish(early);
        publish(feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes, surely.")));
        eventually(() -> assertThat(waitingIds()).contains(early.feedbackId()));
        publish(exchange);
        eventually(() -> assertThat(states(exchange)).containsExactly("superseded", "approved"));
        assertThat(waitingIds()).doesNotContain(early.feedbackId());
    }

    @Test
    void feedbackThatWaitsInVainExpires() {
        ExchangeEvent exchange = exchange(question(), "No.");
        FeedbackEvent early = feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."));
        publish(early);
        eventually(() -> assertThat(waitingIds()).contains(early.feedbackId()));
        long expired = status("feedback.expired");
        curator.expire(Instant.now().plusSeconds(60)).await().atMost(Patience.LONG);
        assertThat(waitingIds()).doesNotContain(early.feedbackId());
        assertThat(status("feedback.expired")).isGreaterThan(expired);
    }

    @Test
    void feedbackOnAnUnrecordedExchangeBringsItsText() {
        ExchangeEvent exchange = exchange(question(), "No.");
        FeedbackEvent correction = new FeedbackEvent(UUID.randomUUID().toString(), exchange.exchangeId(), Verdict.CORRECTED,
                Optional.of(Reason.WRONG),
                Optional.of("Yes."), Optional.empty(), AGENT, Instant.now(),
                Optional.of(new FeedbackEvent.UnrecordedExchange(exchange.conversationId(), exchange.prompt(), exchange.reply(), MODEL)));
        publish(correction);
        assertThat(one(exchange, "approved")).containsEntry("rejected", "No.");
        assertThat(store.conversation(exchange.conversationId()).await().atMost(Patience.LONG).turns()).isEmpty();
    }
}
