package dev.retort.curation;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.smallrye.mutiny.Uni;

/** Shows curation's standing; stops it and starts it again. */
@Path("/api/curation")
@RolesAllowed({"agent", "operator"})
public class CurationResource {
    private final StatusQuery status;
    private final Curator curator;

    CurationResource(StatusQuery status, Curator curator) {
        this.status = status;
        this.curator = curator;
    }

    @GET
    public Uni<CurationStatus> status() {
        return status.read();
    }

    /** Stops curation in this process and nothing else: chats go on, and events wait in Kafka. */
    @POST
    @Path("/pause")
    @RolesAllowed("operator")
    public Uni<CurationStatus> pause() {
        curator.stop();
        return status.read();
    }

    @POST
    @Path("/resume")
    @RolesAllowed("operator")
    public Uni<CurationStatus> resume() {
        curator.start();
        return status.read();
    }
}
