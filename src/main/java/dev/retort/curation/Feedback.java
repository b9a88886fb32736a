package dev.retort.curation;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

/** Feedback as it arrived. Inserted by {@link FeedbackIntake}. */
@Entity
@Table(name = "feedback")
@SuppressWarnings("NullAway.Init") // filled in by Hibernate
class Feedback {
    @Id
    Long number;
    String sender;
    String id;
    @Column(name = "sender_role")
    String senderRole;
    String source;
    @Column(name = "exchange_id")
    String exchangeId;
    String verdict;
    @Nullable
    String reason;
    @Column(name = "better_reply")
    @Nullable
    String betterReply;
    @Nullable
    String comment;
    @Column(name = "given_at")
    Instant givenAt;
    @Column(name = "content_digest")
    String contentDigest;
    @Convert(converter = State.Stored.class)
    State state;
    @Column(name = "arrived_at", insertable = false, updatable = false)
    Instant arrivedAt;

    LastWord.Said said() {
        return new LastWord.Said(id, FeedbackIntake.verdict(this), contentDigest, givenAt);
    }

    enum State implements Word {
        /** Its exchange has not come yet. */
        WAITING,
        /** It counts. */
        APPLIED,
        /** The same person said something else later, or as much before. */
        SUPERSEDED,
        /** The same person took it back. */
        WITHDRAWN,
        /** Its exchange did not come in time. */
        EXPIRED;

        static class Stored extends WordConverter<State> {
            Stored() {
                super(State.class);
            }
        }
    }
}
