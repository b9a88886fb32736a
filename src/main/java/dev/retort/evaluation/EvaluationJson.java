package dev.retort.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/** How this package's records are written: camelCase names, absent values as JSON null, unknown fields refused. */
final class EvaluationJson {
    static final ObjectMapper MAPPER = JsonMapper.builder().addModule(new Jdk8Module())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

    private EvaluationJson() {}

    /** What is wrong with the JSON, in one line. */
    static String problem(JsonProcessingException e) {
        String problem = e.getCause() instanceof IllegalArgumentException refused
                ? String.valueOf(refused.getMessage())
                : e.getOriginalMessage();
        return problem.lines().findFirst().orElse("");
    }
}
