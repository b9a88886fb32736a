package dev.retort.curation;

import java.util.List;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import dev.retort.events.ChatTurn;
import dev.retort.text.Redaction;
import dev.retort.text.Redaction.Kind;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Shows an agent what would be learned of a correction, before it is sent. */
@Path("/api/feedback/preview")
@RolesAllowed({"agent", "operator"})
public class PreviewResource {
    private final Transactions transactions;
    private final KeptContacts contacts;

    PreviewResource(Transactions transactions, KeptContacts contacts) {
        this.transactions = transactions;
        this.contacts = contacts;
    }

    /** A request as it comes in. Anything may be missing. */
    public record Draft(@Nullable String betterReply, @Nullable String exchangeId) {}

    /**
     * The example as it would be.
     *
     * @param prompt   the turns before the reply, and {@code rejected} the reply that is corrected; where an exchange is named and known
     * @param removed  what is taken out of the better reply
     */
    public record Learned(String chosen, Optional<List<ChatTurn>> prompt, Optional<String> rejected, List<Removed> removed) {}

    /** @param confirmable whether it is kept once an agent confirms that it is the shop's own */
    public record Removed(String kind, String text, boolean confirmable) {
        static Removed of(Redaction.Found found) {
            return new Removed(found.kind().word(), found.text(), found.kind() == Kind.EMAIL || found.kind() == Kind.PHONE);
        }
    }

    @POST
    public Uni<Learned> preview(@Nullable Draft draft) {
        if (draft == null || draft.betterReply() == null || draft.betterReply().isBlank()) {
            throw QueryParameters.bad("expected {\"betterReply\": …, \"exchangeId\"?: …}");
        }
        String better = draft.betterReply();
        String exchangeId = draft.exchangeId() == null ? "" : draft.exchangeId();
        return transactions.run(session -> contacts.redaction(session)
                .flatMap(redaction -> session.find(StoredExchange.class, exchangeId).map(found -> learned(redaction, better,
                        Optional.ofNullable(found)))));
    }

    private static Learned learned(Redaction redaction, String better, Optional<StoredExchange> exchange) {
        return new Learned(redaction.redact(better), exchange.map(said -> Prompts.redacted(redaction, said.prompt)),
                exchange.map(said -> redaction.redact(said.written())),
                redaction.found(better).stream().map(Removed::of).distinct().toList());
    }
}
