package dev.retort.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import dev.retort.events.ChatTurn;
import dev.retort.events.EventPublisher;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.ExchangeEvent.Safety;
import dev.retort.events.FeedbackEvent.UnrecordedExchange;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.serving.ReplyCheck;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** Records exchanges, whatever they came over: Kafka is told of each, reviewers of those that are unsafe. */
@Singleton
public class ExchangeLog {
    private static final Logger LOG = Logger.getLogger(ExchangeLog.class);

    private final EventPublisher events;
    private final UnsafeReplies unsafeReplies;
    /** By exchange id: what Kafka did not take and no conversation in memory knows, so that feedback on it can carry its text. */
    private final Map<String, ExchangeEvent> unrecorded;

    ExchangeLog(EventPublisher events, UnsafeReplies unsafeReplies, ChatConfig config) {
        this.events = events;
        this.unsafeReplies = unsafeReplies;
        this.unrecorded = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ExchangeEvent> eldest) {
                return size() > config.rememberedFeedback();
            }
        };
    }

    /** Records an exchange of a conversation in memory. @return whether Kafka has it; never fails */
    Uni<Boolean> record(ExchangeEvent event, ReplyCheck.Checked checked) {
        return events.publish(event).replaceWith(true).onFailure().recoverWithItem(failure -> {
            LOG.warnf("exchange %s is not recorded: %s", event.exchangeId(), failure.getMessage());
            return false;
        }).invoke(recorded -> unsafeReplies.flag(event, checked, recorded));
    }

    /** Records an exchange that stands alone, and remembers it if Kafka won't take it. @return whether Kafka has it; never fails */
    public Uni<Boolean> recordAlone(ExchangeEvent event, ReplyCheck.Checked checked) {
        return record(event, checked).invoke(recorded -> {
            if (!recorded) {
                synchronized (unrecorded) {
                    unrecorded.put(event.exchangeId(), event);
                }
            }
        });
    }

    /** The exchange for feedback to carry. A flag or correction judges the text that the model wrote, praise the text that was shown. */
    Optional<UnrecordedExchange> unrecorded(String exchangeId, Verdict verdict) {
        Optional<ExchangeEvent> event;
        synchronized (unrecorded) {
            event = Optional.ofNullable(unrecorded.get(exchangeId));
        }
        return event.map(e -> {
            List<ChatTurn> prompt = e.prompt();
            String written = e.safety().flatMap(Safety::withheld).orElse(e.reply());
            return new UnrecordedExchange(e.conversationId(), prompt, verdict == Verdict.PRAISED ? e.reply() : written, e.model());
        });
    }
}
