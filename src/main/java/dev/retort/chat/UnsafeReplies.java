package dev.retort.chat;

import java.util.Optional;

import jakarta.inject.Singleton;

import dev.retort.events.EventPublisher;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Reason;
import dev.retort.events.FeedbackEvent.Sender;
import dev.retort.events.FeedbackEvent.SenderRole;
import dev.retort.events.FeedbackEvent.UnrecordedExchange;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.serving.ReplyCheck;
import org.jboss.logging.Logger;

/** Sends unsafe replies to the reviewers, as flags of a sender of their own. */
@Singleton
class UnsafeReplies {
    private static final Logger LOG = Logger.getLogger(UnsafeReplies.class);
    private static final Sender SENDER = new Sender("retort:safety", SenderRole.SERVICE);

    private final ReplyCheck check;
    private final EventPublisher events;

    UnsafeReplies(ReplyCheck check, EventPublisher events) {
        this.check = check;
        this.events = events;
    }

    /** Does nothing for a safe reply, or where flags are not wanted. A flag that Kafka doesn't take is lost, but logged. */
    void flag(ExchangeEvent exchange, ReplyCheck.Checked checked, boolean recorded) {
        if (!checked.unsafe() || !check.flags()) {
            return;
        }
        String comment = "found by the safety check: " + checked.summary() + (checked.withheld() ? "; the reply was withheld" : "");
        Optional<UnrecordedExchange> unrecorded = recorded
                ? Optional.empty()
                : Optional.of(new UnrecordedExchange(exchange.conversationId(), exchange.prompt(), checked.written(), exchange.model()));
        FeedbackEvent event = new FeedbackEvent("safety-" + exchange.exchangeId(), exchange.exchangeId(), Verdict.FLAGGED,
                Optional.of(Reason.OTHER), Optional.empty(), Optional.of(comment), SENDER, exchange.at(), unrecorded);
        events.publish(event).subscribe().with(done -> {},
                failure -> LOG.warnf("the unsafe reply %s (%s) was not flagged: %s", exchange.exchangeId(), checked.summary(),
                        failure.getMessage()));
    }
}
