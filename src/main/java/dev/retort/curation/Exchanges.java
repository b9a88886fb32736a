package dev.retort.curation;

import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.events.ChatTurn;
import dev.retort.events.EventJson;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.SenderRole;
import dev.retort.events.FeedbackEvent.UnrecordedExchange;
import dev.retort.events.RecalledReply;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Stores exchanges: those that were recorded, and those that only feedback tells of. */
@ApplicationScoped
class Exchanges {
    private static final String INSERT = """
            insert into exchange (id, conversation_id, turn, owner, message_id, prompt, reply, model_version, model_digest, model_epoch, details,
              said_at, recorded)
            values (:id, :conversation, :turn, nullif(:owner, ''), nullif(:message, ''), :prompt, :reply, :version, :digest, :epoch, :details,
              :at, :recorded)
            on conflict (id) do update
              set conversation_id = excluded.conversation_id, turn = excluded.turn, owner = excluded.owner,
                message_id = excluded.message_id, prompt = excluded.prompt, reply = excluded.reply, model_version = excluded.model_version,
                model_digest = excluded.model_digest, model_epoch = excluded.model_epoch, details = excluded.details,
                said_at = excluded.said_at, recorded = true
              where excluded.recorded and not exchange.recorded""";

    /** Stores it unless it is there; what was recorded replaces what was only told. */
    Uni<Void> store(Mutiny.Session session, ExchangeEvent e) {
        return session.createNativeQuery(INSERT)
                .setParameter("id", e.exchangeId()).setParameter("conversation", e.conversationId()).setParameter("turn", e.turn())
                .setParameter("owner", e.owner()).setParameter("message", e.messageId().orElse(""))
                .setParameter("prompt", TurnsConverter.write(e.prompt())).setParameter("reply", e.reply())
                .setParameter("version", e.model().version()).setParameter("digest", e.model().digest())
                .setParameter("epoch", e.model().epoch())
                .setParameter("details", details(e)).setParameter("at", e.at()).setParameter("recorded", true)
                .executeUpdate().replaceWithVoid();
    }

    /** Stores the exchange that feedback brings along, unless it is there. Customers can only speak of what they were told themselves. */
    Uni<Void> storeTold(Mutiny.Session session, FeedbackEvent e, UnrecordedExchange told) {
        String owner = e.by().role() == SenderRole.CUSTOMER ? e.by().id() : "";
        long turn = told.prompt().stream().filter(t -> t.role() == ChatTurn.Role.ASSISTANT).count();
        return session.createNativeQuery(INSERT)
                .setParameter("id", e.exchangeId()).setParameter("conversation", told.conversationId()).setParameter("turn", (int) turn)
                .setParameter("owner", owner).setParameter("message", "").setParameter("prompt", TurnsConverter.write(told.prompt()))
                .setParameter("reply", told.reply())
                .setParameter("version", told.model().version()).setParameter("digest", told.model().digest())
                .setParameter("epoch", told.model().epoch()).setParameter("details", details(told)).setParameter("at", e.at())
                .setParameter("recorded", false).executeUpdate().replaceWithVoid();
    }

    /** Lets what concerns one exchange happen one after the other. Its event and feedback on it may come at the same moment. */
    static Uni<Void> lock(Mutiny.Session session, String exchangeId) {
        return Transactions.lock(session, "retort.exchange/" + exchangeId);
    }

    private static String details(ExchangeEvent e) {
        return write(new Details(e.sampling(), e.usage(), e.finishReason(), e.timings(), e.safety(), e.recalled()));
    }

    private static String details(UnrecordedExchange told) {
        return told.recalled().map(correction -> write(Map.of("recalled", RecalledReply.said(correction, "told", told.reply()))))
                .orElse("{}");
    }

    private static String write(Object details) {
        try {
            return EventJson.MAPPER.writeValueAsString(details);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    /** The making of a recorded reply, in the column {@code details}. */
    record Details(ExchangeEvent.Sampling sampling, ExchangeEvent.Usage usage, String finishReason, ExchangeEvent.Timings timings,
            Optional<ExchangeEvent.Safety> safety, Optional<RecalledReply> recalled) {
        static Details read(String json) {
            try {
                return EventJson.MAPPER.readValue(json, Details.class);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }
}
