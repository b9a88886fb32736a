package dev.retort.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Tokens that are not pieces of a vocabulary, put together as transformers does it: those of {@code tokenizer.json}, those that the settings list, and
 * special ones that the settings name. A new one has the next id.
 */
final class AddedTokens {
    private static final List<String> NAMES = List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token",
            "mask_token");
    private static final List<String> DEFAULTED = NAMES.subList(0, 3);
    private static final List<String> LISTS = List.of("additional_special_tokens", "extra_special_tokens");
    private static final List<String> FLAGS = List.of("single_word", "lstrip", "rstrip", "normalized", "special");

    private final JsonNode vocabulary;
    private final ArrayNode tokens;
    private Optional<String> latest = Optional.empty();

    private AddedTokens(ObjectNode tokenizer) {
        this.vocabulary = tokenizer.path("model").path("vocab");
        this.tokens = tokenizer.withArray("added_tokens");
    }

    /**
     * Brings a {@code tokenizer.json} up to its settings.
     *
     * @param file the file to name where the token that ends a text is in none of them
     * @return the last token and what added it, if something beside {@code tokenizer.json} did
     * @throws ModelFolderException naming a setting whose ids transformers would not give either, or differently in its versions
     */
    static Optional<String> complete(String file, ObjectNode tokenizer, TokenizerSettings settings) throws IOException {
        AddedTokens added = new AddedTokens(tokenizer);
        added.checkKnown(settings);
        Map<Integer, ObjectNode> listed = new TreeMap<>();
        for (Map.Entry<String, JsonNode> token : settings.listed().properties()) {
            listed.put(id(TokenizerSettings.FILE, token.getKey()), token.getValue().deepCopy());
        }
        for (Map.Entry<Integer, ObjectNode> token : listed.entrySet()) {
            added.add(TokenizerSettings.FILE, token.getKey(), token.getValue());
        }
        Map<Integer, String> legacy = new TreeMap<>();
        for (Map.Entry<String, JsonNode> token : settings.legacy().properties()) {
            legacy.put(id(TokenizerSettings.LEGACY, token.getValue().asText()), token.getKey());
        }
        List<String> special = specials(settings.named()).stream().map(TokenizerSettings::content).toList();
        for (Map.Entry<Integer, String> token : legacy.entrySet()) {
            added.add(TokenizerSettings.LEGACY, token.getKey(), token(token.getValue(), special.contains(token.getValue())));
        }
        String end = settings.endToken();
        if (added.known(end).isEmpty() && !added.vocabulary.has(end)) {
            throw new ModelFolderException(file, "has no token " + end + ", which ends every turn");
        }
        added.addNamed(settings);
        return added.latest;
    }

    private static int id(String file, String text) throws ModelFolderException {
        if (!text.matches("\\d{1,8}")) {
            throw new ModelFolderException(file, "a token has the id \"" + text + "\", expected a whole number from 0");
        }
        return Integer.parseInt(text);
    }

    /** Refuses tokens that {@code tokenizer.json} adds and a list beside it lacks: versions of transformers differ on them. */
    private void checkKnown(TokenizerSettings settings) throws ModelFolderException {
        List<String> special = specials(settings.named()).stream().map(TokenizerSettings::content).toList();
        for (JsonNode token : tokens) {
            boolean listed = settings.listed().isMissingNode()
                    || settings.listed().valueStream().anyMatch(other -> other.path("content").equals(token.path("content")));
            if (settings.gpt2() && !listed && !special.contains(token.path("content").asText())) {
                throw new ModelFolderException(TokenizerSettings.FILE, "added_tokens_decoder lacks " + token.path("content")
                        + ", which tokenizer.json adds; save the tokenizer again, or take added_tokens_decoder out");
            }
        }
    }

    private void add(String file, int id, ObjectNode token) throws ModelFolderException {
        JsonNode content = token.path("content");
        Optional<JsonNode> known = known(content.asText());
        for (String flag : FLAGS) {
            boolean wanted = token.path(flag).asBoolean();
            if (file.equals(TokenizerSettings.FILE) && known.isPresent() && known.get().path(flag).asBoolean() != wanted) {
                throw new ModelFolderException(file,
                        "added_tokens_decoder has " + flag + " " + wanted + " for " + content + ", but tokenizer.json " + !wanted);
            }
        }
        int given = known.map(other -> other.path("id").asInt()).orElseGet(() -> next(content.asText()));
        if (given != id) {
            throw new ModelFolderException(file, content + " has the id " + id + ", but it is token " + given + " of this tokenizer");
        }
        if (known.isEmpty()) {
            append(file, token.put("id", id));
        }
    }

    private void addNamed(TokenizerSettings settings) {
        List<JsonNode> named = specials(settings.named());
        if (settings.gpt2() && vocabulary.has(TokenizerSettings.DEFAULT_END)
                && DEFAULTED.stream().anyMatch(name -> !settings.named().has(name))) {
            named.add(JsonNodeFactory.instance.textNode(TokenizerSettings.DEFAULT_END));
        }
        for (JsonNode token : named) {
            String content = TokenizerSettings.content(token);
            if (!content.isEmpty() && known(content).isEmpty()) {
                ObjectNode added = token(content, true);
                if (token instanceof ObjectNode described) {
                    described.properties().forEach(flag -> added.set(flag.getKey(), flag.getValue()));
                    added.remove("__type");
                    added.put("special", true);
                }
                append("a setting such as pad_token", added.put("id", next(content)));
            }
        }
    }

    private static List<JsonNode> specials(JsonNode settings) {
        List<JsonNode> specials = new ArrayList<>();
        NAMES.forEach(name -> specials.add(settings.path(name)));
        for (String list : LISTS) {
            settings.path(list).forEach(specials::add);
        }
        return specials;
    }

    private static ObjectNode token(String content, boolean special) {
        return JsonNodeFactory.instance.objectNode().put("content", content).put("single_word", false).put("lstrip", false)
                .put("rstrip", false).put("normalized", !special).put("special", special);
    }

    private void append(String source, ObjectNode token) {
        for (String flag : FLAGS) {
            token.put(flag, token.path(flag).asBoolean());
        }
        tokens.add(token);
        latest = Optional.of(token.path("content") + ", which " + source + " adds");
    }

    private Optional<JsonNode> known(String content) {
        return StreamSupport.stream(tokens.spliterator(), false).filter(token -> token.path("content").asText().equals(content))
                .findFirst();
    }

    /** The id that the vocabulary has for it, else the first one that is free. */
    private int next(String content) {
        int free = vocabulary.size();
        for (JsonNode token : tokens) {
            free = Math.max(free, token.path("id").asInt() + 1);
        }
        return vocabulary.path(content).asInt(free);
    }
}
