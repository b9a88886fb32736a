package dev.retort.curation;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import dev.retort.events.ChatTurn;
import org.jspecify.annotations.Nullable;

/** A prompt, the reply to learn and the one to avoid, redacted, and where they come from. Its texts never change once it is in a data set. */
@Entity
@Table(name = "example")
@SuppressWarnings("NullAway.Init") // filled in by Hibernate
class Example {
    @Id
    String id;
    @Column(insertable = false, updatable = false)
    @Nullable
    Long number;
    @Convert(converter = SourceStored.class)
    Source source;
    @Convert(converter = State.Stored.class)
    State state;
    @Convert(converter = TurnsConverter.class)
    List<ChatTurn> prompt;
    @Nullable
    String chosen;
    @Nullable
    String rejected;
    @Column(name = "prompt_key")
    String promptKey;
    long cluster;
    @Convert(converter = SplitStored.class)
    Split split;
    String contributor;
    @Column(name = "feedback_number")
    @Nullable
    Long feedbackNumber;
    @Column(name = "exchange_id")
    @Nullable
    String exchangeId;
    @Column(name = "model_version")
    @Nullable
    String modelVersion;
    @Column(name = "created_at")
    Instant createdAt;
    /** When it was said, or when a reviewer approved it. */
    @Column(name = "said_at")
    Instant saidAt;
    @Column(name = "approved_at")
    @Nullable
    Instant approvedAt;
    @Column(name = "closed_at")
    @Nullable
    Instant closedAt;
    /** Whether it is superseded because another example of its prompt holds instead. It holds again when that one is withdrawn. */
    boolean outdone;
    /** The correction that was said in place of the rejected reply. */
    @Nullable
    String recalled;
    /** Whether what its giver says counts without a reviewer. */
    boolean trusted;
    @Column(name = "used_by_run")
    @Nullable
    String usedByRun;

    static class SourceStored extends WordConverter<Source> {
        SourceStored() {
            super(Source.class);
        }
    }

    enum State implements Word {
        /** Waits for a reviewer. */
        PENDING,
        /** Another correction of the same prompt is approved: a reviewer decides which holds. */
        CONFLICT,
        /** Part of every dataset from now on. */
        APPROVED,
        /** A reviewer said no. */
        DISMISSED,
        /** The giver took it back. */
        WITHDRAWN,
        /** A later correction holds instead. */
        SUPERSEDED;

        boolean isOpen() { return this == PENDING || this == CONFLICT; }

        static Optional<State> of(String word) {
            return Arrays.stream(values()).filter(s -> s.word().equals(word)).findFirst();
        }

        static class Stored extends WordConverter<State> {
            Stored() {
                super(State.class);
            }
        }
    }

    static class SplitStored extends WordConverter<Split> {
        SplitStored() {
            super(Split.class);
        }
    }

    boolean isApproved() { return state == State.APPROVED; }

    void approve(Instant now) {
        if (!isApproved()) {
            state = State.APPROVED;
            approvedAt = now;
            closedAt = null;
            outdone = false;
        }
    }

    /** Another example of its prompt holds instead. */
    void giveWay(Instant now) {
        if (!outdone) {
            close(State.SUPERSEDED, now);
            outdone = true;
        }
    }

    /** It is to be decided on, as if it had just come. */
    void reopen() {
        state = State.PENDING;
        closedAt = null;
        outdone = false;
    }

    void close(State reason, Instant now) {
        state = reason;
        closedAt = now;
        outdone = false;
    }
}
