package dev.retort.curation;

import java.util.List;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import dev.retort.events.ChatTurn;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.RecalledReply;

/** Something said and the model's reply, as far as feedback needs it. Written by {@link Exchanges}. */
@Entity
@Table(name = "exchange")
@SuppressWarnings("NullAway.Init") // filled in by Hibernate
class StoredExchange {
    @Id
    String id;
    @Column(name = "conversation_id")
    String conversationId;
    int turn;
    @Convert(converter = TurnsConverter.class)
    List<ChatTurn> prompt;
    String reply;
    @Column(name = "model_version")
    String modelVersion;
    String details;

    /** The correction that was said in place of the model's reply, if one was. */
    Optional<RecalledReply> recalled() {
        return Exchanges.Details.read(details).recalled().filter(RecalledReply::wasSaid);
    }

    /** The model's reply if another sentence was shown in its place. Nobody has seen it, but it is what is judged. */
    Optional<String> withheld() {
        return Exchanges.Details.read(details).safety().flatMap(ExchangeEvent.Safety::withheld);
    }

    /** The model's own reply, whether it was shown or something else in its place. */
    String written() {
        return recalled().flatMap(RecalledReply::own).or(this::withheld).orElse(reply);
    }
}
