package dev.retort.chat;

import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import dev.retort.security.Identity;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

/** Feedback without a chat: for agents' tools. */
@Path("/api/feedback")
@PermitAll
public class FeedbackResource {
    private final FeedbackDesk desk;
    private final SecurityIdentity security;
    private final ChatConfig config;

    FeedbackResource(FeedbackDesk desk, SecurityIdentity security, ChatConfig config) {
        this.desk = desk;
        this.security = security;
        this.config = config;
    }

    /** Answers 202 once Kafka has the feedback; the same key and body again get the same answer. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> give(byte[] body, @HeaderParam("Idempotency-Key") Optional<String> key) {
        JsonFields json = JsonFields.parse(body);
        json.allow(FeedbackDraft.FIELDS);
        key.ifPresent(given -> JsonFields.id("Idempotency-Key", given));
        return desk.take(Identity.of(security), FeedbackDraft.read(json, config.maxText()), key)
                .map(accepted -> Response.accepted(accepted).type(MediaType.APPLICATION_JSON).build());
    }
}
