package dev.retort.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/** Records as JSON: camelCase names, absent values as JSON null, unknown fields refused. */
public final class StrictJson {
    public static final ObjectMapper MAPPER = JsonMapper.builder().addModule(new Jdk8Module())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

    private StrictJson() {}

    /** The problem in one line: the reason of a record that refused its values, else where the JSON is wrong. */
    public static String problem(JsonProcessingException e) {
        String problem = e.getCause() instanceof IllegalArgumentException refused
                ? String.valueOf(refused.getMessage())
                : e.getOriginalMessage();
        return problem.lines().findFirst().orElse("");
    }
}
