package dev.retort.openai;

import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.problem.Problem;

/** Refuses by name the fields that OpenAI's API has and this server has not, so that nobody believes it was done. Values that ask for nothing pass. */
final class Unsupported {
    private static final Predicate<JsonNode> EMPTY = value -> value.isContainerNode() && value.isEmpty();
    private static final Predicate<JsonNode> NONE = value -> value.asText().equals("none");
    private static final Predicate<JsonNode> AUTO = value -> value.asText().equals("auto");
    private static final Predicate<JsonNode> NEVER = value -> false;

    private static final Map<String, Predicate<JsonNode>> CHAT = Map.of("tools", EMPTY, "functions", EMPTY,
            "tool_choice", NONE.or(AUTO), "function_call", NONE.or(AUTO),
            "response_format", value -> value.path("type").asText().equals("text"), "audio", NEVER,
            "modalities", value -> value.size() == 1 && value.get(0).asText().equals("text"), "prediction", NEVER,
            "web_search_options", NEVER);
    private static final Map<String, Predicate<JsonNode>> COMPLETION = Map.of("best_of", value -> value.asInt() == 1,
            "suffix", value -> value.isTextual() && value.asText().isEmpty());

    private Unsupported() {}

    static void refuseInChat(Fields request) {
        refuse(request, CHAT);
    }

    static void refuseInCompletion(Fields request) {
        refuse(request, COMPLETION);
    }

    private static void refuse(Fields request, Map<String, Predicate<JsonNode>> harmless) {
        Stream<Entry<String, Predicate<JsonNode>>> given = harmless.entrySet().stream().sorted(Entry.comparingByKey())
                .filter(field -> request.has(field.getKey()) && !field.getValue().test(request.any(field.getKey())));
        given.findFirst().ifPresent(field -> {
            throw Problem.unsupported(field.getKey(), field.getKey() + " is not supported by this server; leave it out").refusal();
        });
    }
}
