package dev.retort.curation;

import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import dev.retort.problem.Problem;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** The shop's own contact data that agents have confirmed. */
@Path("/api/contacts")
@RolesAllowed({"agent", "operator"})
public class ContactsResource {
    private final KeptContacts contacts;
    private final SecurityIdentity identity;

    ContactsResource(KeptContacts contacts, SecurityIdentity identity) {
        this.contacts = contacts;
        this.identity = identity;
    }

    /** A request as it comes in. Anything may be missing. */
    public record Confirmation(@Nullable String text) {}

    @GET
    public Uni<List<KeptContacts.Contact>> list() {
        return contacts.all();
    }

    /** Confirms that an address or number is the shop's own: it is learned as it is, from now on. */
    @POST
    public Uni<KeptContacts.Kept> confirm(@Nullable Confirmation request) {
        if (request == null || request.text() == null || request.text().isBlank()) {
            throw QueryParameters.bad("expected {\"text\": an e-mail address or a telephone number of the shop's own}");
        }
        return contacts.keep(request.text().strip(), identity.getPrincipal().getName());
    }

    @DELETE
    public Uni<List<KeptContacts.Contact>> forget(@QueryParam("text") @DefaultValue("") String text) {
        return contacts.forget(text.strip()).flatMap(known -> {
            if (!known) {
                throw Problem.plain(404, "Not Found", "text is none that an agent has confirmed; GET /api/contacts lists those").refusal();
            }
            return contacts.all();
        });
    }
}
