package dev.retort.chat;

import jakarta.inject.Singleton;

import dev.retort.events.EventPublisher;
import dev.retort.events.ExchangeEvent;
import dev.retort.serving.ReplyCheck;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** Records exchanges, whatever they came over: Kafka is told of each, reviewers of those that are unsafe. */
@Singleton
public class ExchangeLog {
    private static final Logger LOG = Logger.getLogger(ExchangeLog.class);

    private final EventPublisher events;
    private final UnsafeReplies unsafeReplies;
    private final UnrecordedExchanges unrecorded;

    ExchangeLog(EventPublisher events, UnsafeReplies unsafeReplies, ChatConfig config) {
        this.events = events;
        this.unsafeReplies = unsafeReplies;
        this.unrecorded = new UnrecordedExchanges(config.rememberedFeedback(), config.rememberedMemory().asLongValue());
    }

    /** Records an exchange, and remembers it if Kafka won't take it. @return whether Kafka has it; never fails */
    public Uni<Boolean> record(ExchangeEvent event, ReplyCheck.Checked checked) {
        return events.publish(event).replaceWith(true).onFailure().recoverWithItem(failure -> {
            LOG.warnf("exchange %s is not recorded: %s", event.exchangeId(), failure.getMessage());
            unrecorded.add(events.fitting(event));
            return false;
        }).invoke(recorded -> unsafeReplies.flag(event, checked, recorded));
    }

    /** The exchanges that Kafka did not take. */
    UnrecordedExchanges unrecorded() {
        return unrecorded;
    }
}
