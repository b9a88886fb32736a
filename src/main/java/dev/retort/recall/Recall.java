package dev.retort.recall;

import java.time.Duration;

import dev.retort.events.FeedbackEvent;
import io.smallrye.mutiny.Uni;

/** Knows what was said before, here or in other processes. */
public interface Recall {
    /** The turns of a conversation, as far as its exchanges have arrived. */
    Uni<ConversationHistory> conversation(String conversationId);

    /** Whether feedback with this sender and id is stored, and whether it says the same. */
    Uni<Received> received(FeedbackEvent event);

    /** Whether, within this time, all of the topic that Kafka has now is known. Fails if Kafka can't say. */
    Uni<Boolean> caughtUp(String topic, Duration patience);
}
