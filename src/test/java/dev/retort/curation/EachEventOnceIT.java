package dev.retort.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.retort.Patience;
import dev.retort.events.EventJson;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Reason;
import dev.retort.events.FeedbackEvent.Sender;
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
        FeedbackEvent early = at(1, feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes.")));
        publish(early);
        publish(at(2, feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes, surely."))));
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

    @Test
    void whateverOrderItComesInWhatAPersonSaidLastHolds() {
        List<List<FeedbackEvent>> orders = new ArrayList<>();
        List<ExchangeEvent> replaced = new ArrayList<>();
        List<ExchangeEvent> withdrawn = new ArrayList<>();
        List<ExchangeEvent> again = new ArrayList<>();
        for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(0, 2, 1), List.of(1, 0, 2), List.of(1, 2, 0), List.of(2, 0, 1),
                List.of(2, 1, 0))) {
            replaced.add(say(order, orders, corrected("Yes."), withdrawn(), corrected("Yes, within 30 days.")));
            withdrawn.add(say(order, orders, corrected("Yes."), flagged(), withdrawn()));
            again.add(say(order, orders, corrected("Yes."), withdrawn(), corrected("Yes.")));
        }
        for (int i = 0; i < 3; i++) { // one of each at a time, so that what comes next meets what has come before
            int next = i;
            orders.forEach(order -> publish(order.get(next)));
        }
        settled();

        assertThat(replaced).allSatisfy(exchange -> assertThat(standing(exchange)).containsExactly("Yes, within 30 days."));
        assertThat(withdrawn).allSatisfy(exchange -> {
            assertThat(standing(exchange)).isEmpty();
            assertThat(states(exchange)).contains("withdrawn").doesNotContain("approved", "pending");
        });
        assertThat(again).allSatisfy(exchange -> assertThat(standing(exchange)).containsExactly("Yes."));
    }

    @Test
    void theLaterOfTwoPeoplesCorrectionsHoldsAlsoIfItComesFirstAndTheOtherHoldsAgainWhenItIsWithdrawn() {
        String asked = question();
        ExchangeEvent one = said(asked, "No.");
        ExchangeEvent other = said(asked, "No.");
        FeedbackEvent earlier = at(1, feedback(one, Verdict.CORRECTED, AGENT, Optional.of("Yes.")));
        Sender berta = new Sender("berta", FeedbackEvent.SenderRole.AGENT);
        publish(at(2, feedback(other, Verdict.CORRECTED, berta, Optional.of("Only on Mondays."))));
        one(other, "approved");
        publish(earlier);
        one(one, "superseded");
        assertThat(states(other)).containsExactly("approved");

        publish(at(3, feedback(other, Verdict.WITHDRAWN, berta, Optional.empty())));
        one(other, "withdrawn");
        one(one, "approved");
    }

    private record Word(Verdict verdict, Optional<String> betterReply) {}

    private static Word corrected(String betterReply) {
        return new Word(Verdict.CORRECTED, Optional.of(betterReply));
    }

    private static Word flagged() {
        return new Word(Verdict.FLAGGED, Optional.empty());
    }

    private static Word withdrawn() {
        return new Word(Verdict.WITHDRAWN, Optional.empty());
    }

    /** An exchange, and what an agent says of it second by second, in the order in which it is to be published. */
    private ExchangeEvent say(List<Integer> order, List<List<FeedbackEvent>> orders, Word... words) {
        ExchangeEvent exchange = said(question(), "No.");
        orders.add(order.stream().map(i -> at(i, feedback(exchange, words[i].verdict(), AGENT, words[i].betterReply()))).toList());
        return exchange;
    }

    private static FeedbackEvent at(int second, FeedbackEvent event) {
        return new FeedbackEvent(event.feedbackId(), event.exchangeId(), event.verdict(), event.reason(), event.betterReply(),
                event.comment(), event.by(), Instant.parse("2026-03-01T12:00:00Z").plusSeconds(second), event.exchange());
    }

    private List<Object> standing(ExchangeEvent exchange) {
        return examples(exchange).stream().filter(example -> example.get("state").equals("approved")).map(example -> example.get("chosen"))
                .toList();
    }
}
