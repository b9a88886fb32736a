package dev.retort.chat;

import java.util.Optional;

import dev.retort.bounds.LatestKept;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.ExchangeEvent.Safety;
import dev.retort.events.FeedbackEvent.UnrecordedExchange;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.events.RecalledReply;

/** The exchanges that Kafka did not take, so that feedback on them can carry their text: the latest, as many as there is memory for. */
final class UnrecordedExchanges {
    private static final int IDS_FOR_EACH = 10;
    private static final int TURN = 32; // what a turn takes beside its text, in characters

    private final LatestKept<ExchangeEvent> texts;
    /** Ids of those and of earlier ones, whose texts have made room. */
    private final LatestKept<Boolean> ids;

    /** @param bytes for their texts, and as much for ids */
    UnrecordedExchanges(int most, long bytes) {
        this.texts = new LatestKept<>(most, bytes);
        this.ids = new LatestKept<>(IDS_FOR_EACH * most, bytes);
    }

    void add(ExchangeEvent event) {
        int characters = event.prompt().stream().mapToInt(turn -> turn.content().length() + TURN).sum() + event.reply().length()
                + event.safety().flatMap(Safety::withheld).map(String::length).orElse(0)
                + event.recalled().flatMap(RecalledReply::own).map(String::length).orElse(0);
        ids.put(event.exchangeId(), true, 0);
        texts.put(event.exchangeId(), event, 2L * characters);
    }

    /** Whether Kafka did not take the exchange and its text is not here either: nothing that is said of it can be learned. */
    boolean isLost(String exchangeId) {
        return ids.get(exchangeId).isPresent() && texts.get(exchangeId).isEmpty();
    }

    /** The exchange for feedback to carry. A flag or correction judges the text that the model wrote, praise the text that was shown. */
    Optional<UnrecordedExchange> told(String exchangeId, Verdict verdict) {
        return texts.get(exchangeId).map(e -> {
            String written = e.recalled().flatMap(RecalledReply::own).or(() -> e.safety().flatMap(Safety::withheld)).orElse(e.reply());
            return new UnrecordedExchange(e.conversationId(), e.prompt(), verdict == Verdict.PRAISED ? e.reply() : written, e.model(),
                    e.recalled().filter(RecalledReply::wasSaid).map(RecalledReply::correction));
        });
    }

    /** Bytes of their texts. */
    long bytes() {
        return texts.bytes();
    }
}
