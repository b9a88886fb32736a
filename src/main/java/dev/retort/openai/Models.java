package dev.retort.openai;

import java.io.IOException;
import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.registry.Manifest;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionId;
import dev.retort.serving.ServedVersion;
import io.smallrye.common.annotation.Blocking;
import org.jboss.logging.Logger;

/** {@code /v1/models}: what can be asked for, each with its lineage. */
@Path("/v1/models")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class Models {
    private static final Logger LOG = Logger.getLogger(Models.class);
    private static final int OLDEST = 100;

    private final ModelNames names;
    private final ModelRegistry registry;

    Models(ModelNames names, ModelRegistry registry) {
        this.names = names;
        this.registry = registry;
    }

    @GET
    public ObjectNode list() {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        names.versions().findFirst().ifPresent(serving -> data.add(model(names.alias(), serving)));
        names.versions().forEach(version -> data.add(model(version.version(), version)));
        return list;
    }

    @GET
    @Path("/{id}")
    public ObjectNode one(@PathParam("id") String id) {
        return names.versions().filter(version -> id.equals(names.alias()) || version.version().equals(id)).findFirst()
                .map(version -> model(id, version)).orElseThrow(() -> names.unknown(id).refusal());
    }

    private ObjectNode model(String id, ServedVersion version) {
        Optional<Manifest> manifest = manifest(new VersionId(version.version()));
        ObjectNode model = JsonNodeFactory.instance.objectNode().put("id", id).put("object", "model")
                .put("created", manifest.map(found -> found.created().getEpochSecond()).orElse(0L)).put("owned_by", "retort")
                .put("version", version.version()).put("digest", version.digest()).put("epoch", version.epoch());
        names.contextLength(version.version()).ifPresent(length -> model.put("max_model_len", length));
        ArrayNode lineage = model.putArray("lineage");
        for (int i = 0; i < OLDEST; i++) {
            Optional<VersionId> parent = manifest.flatMap(Manifest::parent);
            if (parent.isEmpty()) {
                break;
            }
            lineage.add(parent.get().value());
            manifest = manifest(parent.get());
        }
        return model;
    }

    private Optional<Manifest> manifest(VersionId id) {
        try {
            return Optional.of(registry.read(id));
        } catch (IOException e) {
            LOG.debugf("version %s can't be looked up: %s", id, e.getMessage());
            return Optional.empty();
        }
    }
}
