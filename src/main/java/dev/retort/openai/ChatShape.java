package dev.retort.openai;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code chat.completion} and {@code chat.completion.chunk}. Beyond OpenAI's fields a finished choice has {@code exchange_id}, which takes
 * feedback, {@code recorded}, and {@code recalled} where a correction was said in place of the model's words.
 */
record ChatShape(Header header, List<String> exchangeIds, TokenJson tokens, boolean likelihoods, boolean includeUsage) implements Shape {
    private static final String CHUNK = "chat.completion.chunk";

    @Override
    public Optional<ObjectNode> opening(int index) {
        ObjectNode chunk = header.of(CHUNK);
        choice(chunk, index).putObject("delta").put("role", "assistant").put("content", "");
        return Optional.of(open(chunk));
    }

    @Override
    public ObjectNode chunk(int index, Piece piece) {
        ObjectNode chunk = header.of(CHUNK);
        ObjectNode choice = choice(chunk, index);
        choice.putObject("delta").put("content", piece.text());
        if (likelihoods) {
            choice.set("logprobs", tokens.chat(piece.tokens()));
        }
        return open(chunk);
    }

    @Override
    public ObjectNode closing(Ended ended) {
        ObjectNode chunk = header.of(CHUNK);
        ObjectNode choice = choice(chunk, ended.index());
        choice.putObject("delta");
        finish(choice, ended);
        return usageNull(chunk);
    }

    @Override
    public ObjectNode usage(Usage usage) {
        return header.of(CHUNK, usage);
    }

    @Override
    public ObjectNode whole(List<Ended> choices, Usage usage) {
        ObjectNode whole = header.of("chat.completion");
        ArrayNode all = whole.putArray("choices");
        for (Ended ended : choices) {
            ObjectNode choice = all.addObject().put("index", ended.index());
            choice.putObject("message").put("role", "assistant").put("content", ended.text()).putNull("refusal");
            if (likelihoods && ended.isOwn()) {
                choice.set("logprobs", tokens.chat(ended.tokens()));
            } else {
                choice.putNull("logprobs");
            }
            finish(choice, ended);
        }
        whole.set("usage", usage.json());
        return whole;
    }

    private static ObjectNode choice(ObjectNode chunk, int index) {
        return chunk.putArray("choices").addObject().put("index", index);
    }

    private ObjectNode open(ObjectNode chunk) {
        ((ObjectNode) chunk.path("choices").get(0)).putNull("finish_reason");
        return usageNull(chunk);
    }

    private ObjectNode usageNull(ObjectNode chunk) {
        return includeUsage ? chunk.putNull("usage") : chunk;
    }

    private void finish(ObjectNode choice, Ended ended) {
        choice.put("finish_reason", ended.finishReason()).put("exchange_id", exchangeIds.get(ended.index())).put("recorded",
                ended.recorded());
        ended.recalled().ifPresent(correction -> choice.put("recalled", correction));
    }
}
