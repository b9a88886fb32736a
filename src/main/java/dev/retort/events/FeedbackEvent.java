package dev.retort.events;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * {@code dev.retort.feedback.v1}: what somebody thinks of a reply.
 *
 * @param feedbackId  idempotency key, scoped to who sends
 * @param exchangeId  the exchange meant; the record's key
 * @param reason      why it was flagged or corrected
 * @param betterReply what the model should have said; there for {@code corrected}
 * @param exchange    the exchange's text, only when Kafka did not take the exchange itself
 */
public record FeedbackEvent(String feedbackId, String exchangeId, Verdict verdict, Optional<Reason> reason, Optional<String> betterReply,
        Optional<String> comment, Sender by, Instant at, Optional<UnrecordedExchange> exchange) {

    public static final String TYPE = "dev.retort.feedback.v1";

    public enum Verdict {
        FLAGGED, CORRECTED, PRAISED, WITHDRAWN;

        /** The name on the wire. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The verdict of that wire name, if it is one. */
        public static Optional<Verdict> of(String wireName) {
            return Arrays.stream(values()).filter(v -> v.wireName().equals(wireName)).findFirst();
        }
    }

    public enum Reason {
        WRONG, HARMFUL, BIASED, OFF_TOPIC, PRIVATE, OTHER;

        /** The name on the wire, such as {@code off-topic}. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The reason of that wire name, if it is one. */
        public static Optional<Reason> of(String wireName) {
            return Arrays.stream(values()).filter(v -> v.wireName().equals(wireName)).findFirst();
        }
    }

    /** The giver of the feedback. */
    public record Sender(String id, SenderRole role) {}

    public enum SenderRole {
        @JsonProperty("customer")
        CUSTOMER, @JsonProperty("agent")
        AGENT, @JsonProperty("operator")
        OPERATOR, @JsonProperty("service")
        SERVICE
    }

    /**
     * An exchange that Kafka did not take.
     *
     * @param reply    what is judged: what the model wrote, or of praise what was shown
     * @param recalled the correction that was said in place of what the model wrote, where one was
     */
    public record UnrecordedExchange(String conversationId, List<ChatTurn> prompt, String reply, ModelRef model,
            Optional<String> recalled) {
        /** One in which the model spoke for itself. */
        public UnrecordedExchange(String conversationId, List<ChatTurn> prompt, String reply, ModelRef model) {
            this(conversationId, prompt, reply, model, Optional.empty());
        }

        /** The same with the latest of its turns. */
        UnrecordedExchange with(List<ChatTurn> latest) {
            return new UnrecordedExchange(conversationId, latest, reply, model, recalled);
        }
    }

    /** The same with another text of its exchange. */
    FeedbackEvent with(Optional<UnrecordedExchange> told) {
        return new FeedbackEvent(feedbackId, exchangeId, verdict, reason, betterReply, comment, by, at, told);
    }
}
