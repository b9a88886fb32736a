package dev.retort.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.ScoredToken;

/**
 * {@code text_completion}, whole and in chunks.
 *
 * @param echoes by choice: the prompt that comes before its text
 * @param shown by choice: characters of the stream so far
 */
record CompletionShape(Header header, List<Echo> echoes, TokenJson tokens, int likeliest, boolean includeUsage,
        Map<Integer, Integer> shown) implements Shape {
    private static final String OBJECT = "text_completion";

    CompletionShape(Header header, List<Echo> echoes, TokenJson tokens, int likeliest, boolean includeUsage) {
        this(header, echoes, tokens, likeliest, includeUsage, new ConcurrentHashMap<>());
    }

    /**
     * A prompt that is told back; all of it empty if that was not asked for.
     *
     * @param first its first token, which nothing comes before
     * @param scored the tokens after it
     */
    record Echo(String text, int[] first, List<ScoredToken> scored) {
        static final Echo NONE = new Echo("", new int[0], List.of());
    }

    @Override
    public Optional<ObjectNode> opening(int index) {
        Echo echo = echoes.get(index);
        shown.put(index, echo.text().length());
        return echo.text().isEmpty()
                ? Optional.empty()
                : Optional.of(chunk(index, echo.text(), likelihoods(echo.first(), echo.scored(), 0), Optional.empty()));
    }

    @Override
    public ObjectNode chunk(int index, Piece piece) {
        int start = shown.merge(index, piece.text().length(), Integer::sum) - piece.text().length();
        return chunk(index, piece.text(), likelihoods(new int[0], piece.tokens(), start), Optional.empty());
    }

    @Override
    public ObjectNode closing(Ended ended) {
        return chunk(ended.index(), "", Optional.empty(), Optional.of(ended.finishReason()));
    }

    @Override
    public ObjectNode usage(Usage usage) {
        return header.of(OBJECT, usage);
    }

    @Override
    public ObjectNode whole(List<Ended> choices, Usage usage) {
        ObjectNode whole = header.of(OBJECT);
        ArrayNode all = whole.putArray("choices");
        for (Ended ended : choices) {
            Echo echo = echoes.get(ended.index());
            List<ScoredToken> scored = new ArrayList<>(echo.scored());
            scored.addAll(ended.isOwn() ? ended.tokens() : List.of());
            choice(all, ended.index(), echo.text() + ended.text(), likelihoods(echo.first(), scored, 0), Optional.of(ended.finishReason()));
        }
        whole.set("usage", usage.json());
        return whole;
    }

    private ObjectNode chunk(int index, String text, Optional<ObjectNode> likelihoods, Optional<String> finishReason) {
        ObjectNode chunk = header.of(OBJECT);
        choice(chunk.putArray("choices"), index, text, likelihoods, finishReason);
        return includeUsage ? chunk.putNull("usage") : chunk;
    }

    private static void choice(ArrayNode choices, int index, String text, Optional<ObjectNode> likelihoods, Optional<String> finishReason) {
        ObjectNode choice = choices.addObject().put("index", index).put("text", text);
        likelihoods.ifPresentOrElse(told -> choice.set("logprobs", told), () -> choice.putNull("logprobs"));
        choice.put("finish_reason", finishReason.orElse(null));
    }

    private Optional<ObjectNode> likelihoods(int[] first, List<ScoredToken> scored, int start) {
        return likeliest < 0 ? Optional.empty() : Optional.of(tokens.completion(first, scored, start, likeliest));
    }
}
