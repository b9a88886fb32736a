package dev.retort.chat;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.retort.events.ExchangeEvent.Safety;
import dev.retort.events.ExchangeEvent.Timings;
import dev.retort.events.ExchangeEvent.Usage;
import dev.retort.problem.Problem;
import dev.retort.serving.ServedVersion;

/** Frames of the server. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({@JsonSubTypes.Type(OutFrame.ConversationCreated.class), @JsonSubTypes.Type(OutFrame.ResponseCreated.class),
        @JsonSubTypes.Type(OutFrame.Delta.class), @JsonSubTypes.Type(OutFrame.ResponseDone.class),
        @JsonSubTypes.Type(OutFrame.FeedbackAccepted.class), @JsonSubTypes.Type(OutFrame.Error.class)})
@JsonInclude(JsonInclude.Include.NON_ABSENT)
sealed interface OutFrame {
    /**
     * The first frame of a connection.
     *
     * @param turns what was said so far, where a conversation is resumed
     * @param model what serves now; absent while none is loaded
     * @param visitorToken to be sent as bearer token by a visitor who comes back; only for one who has none yet
     */
    @JsonTypeName("conversation.created")
    record ConversationCreated(String conversationId, boolean resumed, Optional<List<PastTurn>> turns, Optional<ServedVersion> model,
            Optional<String> visitorToken) implements OutFrame {}

    /** A turn of a resumed conversation. Replies say their exchange, and the model where it is known. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record PastTurn(String role, String content, Optional<String> messageId, Optional<String> exchangeId, Optional<ServedVersion> model,
            Optional<String> finishReason, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Unsafe> safety,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean withheld, Optional<String> recalled) {
        static PastTurn said(String text, Optional<String> messageId) {
            return new PastTurn("user", text, messageId, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), false,
                    Optional.empty());
        }

        static PastTurn replied(Exchange exchange) {
            return new PastTurn("assistant", exchange.reply(), Optional.empty(), Optional.of(exchange.id()).filter(id -> !id.isEmpty()),
                    exchange.ending().map(Exchange.Ending::model), exchange.ending().map(Exchange.Ending::finishReason),
                    Unsafe.of(exchange), Unsafe.withheld(exchange), exchange.ending().flatMap(Exchange.Ending::correction));
        }
    }

    /**
     * A part of a reply that it should not have.
     *
     * @param text where it was found; not of a withheld reply
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Unsafe(String rule, Optional<String> text) {
        static List<Unsafe> of(Exchange exchange) {
            boolean withheld = withheld(exchange);
            return exchange.ending().flatMap(Exchange.Ending::safety).map(safety -> safety.findings().stream()
                    .map(found -> new Unsafe(found.rule(), withheld ? Optional.empty() : Optional.of(found.text()))).distinct().toList())
                    .orElse(List.of());
        }

        static boolean withheld(Exchange exchange) {
            return exchange.ending().flatMap(Exchange.Ending::safety).flatMap(Safety::withheld).isPresent();
        }
    }

    @JsonTypeName("response.created")
    record ResponseCreated(String exchangeId, Optional<String> messageId, ServedVersion model, boolean modelChanged) implements OutFrame {}

    /** @param index 0, 1, 2, … in each response */
    @JsonTypeName("response.output_text.delta")
    record Delta(String exchangeId, int index, String delta) implements OutFrame {}

    /**
     * @param recorded whether Kafka has the exchange
     * @param safety what the reply should not have said; left out if there is nothing
     * @param withheld whether {@code text} stands for a reply that is not shown; left out if not
     * @param recalled the id of the correction that {@code text} is; left out if the model said it
     */
    @JsonTypeName("response.done")
    record ResponseDone(String exchangeId, Optional<String> messageId, String text, String finishReason, Usage usage, Timings timings,
            boolean recorded, ServedVersion model, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Unsafe> safety,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean withheld, Optional<String> recalled)
            implements
                OutFrame {}

    /** @param counts {@code at-once}, or {@code after-review} */
    @JsonTypeName("feedback.accepted")
    record FeedbackAccepted(String feedbackId, String exchangeId, String counts, Optional<String> messageId) implements OutFrame {}

    /**
     * A {@link Problem}; its type has another name here because {@code type} is the frame's.
     *
     * @param messageId the id of the frame that was refused, where it had one
     * @param exchangeId the response that failed, where one had begun
     */
    @JsonTypeName("error")
    record Error(String problemType, String title, int status, String detail, Optional<String> messageId, Optional<String> exchangeId)
            implements
                OutFrame {
        static Error of(Problem problem, Optional<String> messageId, Optional<String> exchangeId) {
            return new Error(problem.type(), problem.title(), problem.status(), problem.detail(), messageId, exchangeId);
        }
    }
}
