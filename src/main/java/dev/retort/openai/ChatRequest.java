package dev.retort.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.retort.model.Turn;
import dev.retort.problem.Problem;

/**
 * The body of {@code POST /v1/chat/completions}.
 *
 * @param memory whether a correction may be said in place of the model's words
 */
record ChatRequest(Optional<String> model, List<Turn> turns, Parameters parameters, boolean memory) {
    private static final int MOST_MESSAGES = 10_000;
    private static final String MEMORY = "memory";

    static ChatRequest read(byte[] body, OpenAiConfig config) {
        Fields fields = Fields.parse(body);
        Unsupported.refuseInChat(fields);
        boolean told = fields.flag("logprobs");
        int likeliest = fields.whole("top_logprobs", 0, Parameters.MOST_LIKELIEST).orElse(0L).intValue();
        if (likeliest > 0 && !told) {
            throw fields.wrong("top_logprobs", "needs logprobs to be true");
        }
        int maxTokens = fields.whole("max_completion_tokens", 1, Integer.MAX_VALUE)
                .or(() -> fields.whole("max_tokens", 1, Integer.MAX_VALUE)).orElse((long) config.maxTokens()).intValue();
        return new ChatRequest(fields.text("model"), turns(fields),
                Parameters.read(fields, maxTokens, told ? likeliest : -1, config),
                !fields.has(MEMORY) || !fields.any(MEMORY).equals(BooleanNode.FALSE));
    }

    private static List<Turn> turns(Fields fields) {
        JsonNode messages = fields.any("messages");
        if (!messages.isArray() || messages.isEmpty() || messages.size() > MOST_MESSAGES) {
            throw fields.wrong("messages", "is " + (messages.isArray() ? "a list of " + messages.size() : Fields.describe(messages))
                    + ", expected a list of 1 to " + MOST_MESSAGES + " messages");
        }
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            Fields message = Fields.of("messages[" + i + "]", messages.get(i));
            turns.add(turn(new Fields("messages[" + i + "].", message.node())));
        }
        Turn last = turns.get(turns.size() - 1);
        if (last.role() != dev.retort.model.Role.USER) {
            throw fields.wrong("messages", "must end with a message of the role user");
        }
        return turns;
    }

    private static Turn turn(Fields message) {
        String role = message.text("role").orElseThrow(() -> message.wrong("role", "is missing"));
        for (String unsupported : List.of("tool_calls", "function_call", "audio")) {
            if (message.has(unsupported) && !message.any(unsupported).isEmpty()) {
                throw Problem.unsupported(message.path() + unsupported, message.path() + unsupported + " is not supported by this server")
                        .refusal();
            }
        }
        String content = role.equals("assistant") && !message.has("content") ? "" : content(message);
        return switch (role) {
            case "system", "developer" -> Turn.system(content);
            case "user" -> Turn.user(said(message, content));
            case "assistant" -> Turn.assistant(content);
            case "tool", "function" -> throw Problem.unsupported(message.path() + "role",
                    message.path() + "role is " + role + ", which is not supported by this server").refusal();
            default -> throw message.wrong("role", "is none of system, developer, user, assistant");
        };
    }

    /** Refuses a text without a word, as the chat and imports do. */
    private static String said(Fields message, String content) {
        if (content.isBlank()) {
            throw message.wrong("content", content.isEmpty() ? "is empty" : "is blank");
        }
        return content;
    }

    private static String content(Fields message) {
        JsonNode content = message.any("content");
        StringBuilder text = new StringBuilder();
        if (content.isArray()) {
            for (int i = 0; i < content.size(); i++) {
                String path = message.path() + "content[" + i + "]";
                Fields part = new Fields(path + ".", Fields.of(path, content.get(i)).node());
                String type = part.text("type").orElse("");
                if (!type.equals("text")) {
                    throw Problem.unsupported(path + ".type", path + " is of the type " + type + ", only text is supported").refusal();
                }
                text.append(part.text("text").orElseThrow(() -> part.wrong("text", "is missing")));
            }
        } else {
            text.append(message.text("content").orElseThrow(() -> message.wrong("content", "is missing")));
        }
        return text.toString();
    }
}
