package dev.retort.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.ScoredToken;
import dev.retort.model.Tokenizer;

/** Tokens and their likelihoods in OpenAI's two forms. */
record TokenJson(Tokenizer tokenizer) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The chat's form. */
    ObjectNode chat(List<ScoredToken> tokens) {
        ObjectNode all = JSON.objectNode();
        ArrayNode content = all.putArray("content");
        for (ScoredToken token : tokens) {
            ObjectNode one = chat(token.token(), token.logProbability());
            ArrayNode top = one.putArray("top_logprobs");
            for (int k = 0; k < token.likeliest().length; k++) {
                top.add(chat(token.likeliest()[k], token.logProbabilities()[k]));
            }
            content.add(one);
        }
        return all;
    }

    private ObjectNode chat(int token, double logProbability) {
        ObjectNode one = JSON.objectNode().put("token", tokenizer.decode(token)).put("logprob", logProbability);
        ArrayNode bytes = one.putArray("bytes");
        for (byte b : tokenizer.bytes(token)) {
            bytes.add(b & 0xff);
        }
        return one;
    }

    /**
     * The completions' form: four lists of the same length.
     *
     * @param first a token that nothing comes before, so that it has no likelihood
     * @param start where the text of the tokens begins in the whole text
     */
    ObjectNode completion(int[] first, List<ScoredToken> tokens, int start, int likeliest) {
        ObjectNode all = JSON.objectNode();
        ArrayNode texts = all.putArray("tokens");
        ArrayNode own = all.putArray("token_logprobs");
        ArrayNode top = all.putArray("top_logprobs");
        ArrayNode offsets = all.putArray("text_offset");
        StringLength length = new StringLength(start);
        for (int token : first) {
            texts.add(name(token));
            own.addNull();
            top.addNull();
            offsets.add(length.before(token));
        }
        for (ScoredToken token : tokens) {
            texts.add(name(token.token()));
            own.add(token.logProbability());
            if (likeliest > 0) {
                ObjectNode best = top.addObject();
                for (int k = 0; k < token.likeliest().length; k++) {
                    best.put(name(token.likeliest()[k]), token.logProbabilities()[k]);
                }
                best.put(name(token.token()), token.logProbability()); // always told, as OpenAI does
            } else {
                top.addNull();
            }
            offsets.add(length.before(token.token()));
        }
        return all;
    }

    /** A token's text; its bytes, {@code bytes:\xe2\x80}, if they are no whole characters. No two tokens have the same name. */
    private String name(int token) {
        byte[] bytes = tokenizer.bytes(token);
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            StringBuilder name = new StringBuilder("bytes:");
            for (byte b : bytes) {
                name.append("\\x%02x".formatted(b & 0xff));
            }
            return name.toString();
        }
    }

    /** The places where each token's text begins. */
    private final class StringLength {
        private final dev.retort.model.TextStream stream = tokenizer.stream();
        private int length;

        StringLength(int start) {
            length = start;
        }

        int before(int token) {
            int at = length;
            length += stream.append(token).length();
            return at;
        }
    }
}
