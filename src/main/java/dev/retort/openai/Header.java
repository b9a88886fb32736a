package dev.retort.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.serving.ServedVersion;

/** The beginning of each answer and of each of its chunks: the version that answers, and the id. */
record Header(String id, long created, ServedVersion model) {
    ObjectNode of(String object) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("object", object).put("created", created)
                .put("model", model.version()).put("system_fingerprint", model.digest());
    }

    /** A chunk without choices. */
    ObjectNode of(String object, Usage usage) {
        ObjectNode chunk = of(object);
        chunk.putArray("choices");
        chunk.set("usage", usage.json());
        return chunk;
    }
}
