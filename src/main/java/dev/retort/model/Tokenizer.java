package dev.retort.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;

/** GPT-2's byte-level BPE, from {@code tokenizer.json} or {@code vocab.json} and {@code merges.txt}. Safe for use by several threads. */
public final class Tokenizer implements AutoCloseable {
    private static final Map<String, String> OPTIONS = Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer plain;
    private final HuggingFaceTokenizer special;
    private final TokenBytes tokens;
    private final int endOfText;
    private final String file;
    private final Optional<String> added;

    private Tokenizer(HuggingFaceTokenizer plain, HuggingFaceTokenizer special, TokenBytes tokens, int endOfText, String file,
            Optional<String> added) {
        this.plain = plain;
        this.special = special;
        this.tokens = tokens;
        this.endOfText = endOfText;
        this.file = file;
        this.added = added;
    }

    /** @throws ModelFolderException naming the file if there is no tokenizer, or not one of GPT-2's kind */
    public static Tokenizer read(Path folder) throws IOException {
        TokenizerFiles files = TokenizerFiles.read(folder);
        TokenBytes tokens = TokenBytes.read(files.file(), files.json());
        int end = files.endOfText();
        HuggingFaceTokenizer plain = load(files.file(), files.withoutSpecialTokens());
        try {
            return new Tokenizer(plain, load(files.file(), files.json()), tokens, end, files.file(), files.added());
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static HuggingFaceTokenizer load(String file, JsonNode json) throws IOException {
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json.toString().getBytes(StandardCharsets.UTF_8)), OPTIONS);
        } catch (RuntimeException e) {
            throw new ModelFolderException(file, "is not a tokenizer: " + e.getMessage(), e);
        }
    }

    /** @throws ModelFolderException if the model has fewer tokens than the tokenizer, or ends texts with another */
    void checkFits(ModelConfig config) throws IOException {
        if (vocabularySize() > config.vocabularySize()) {
            if (added.isPresent()) {
                throw new ModelFolderException(file, "has " + vocabularySize() + " tokens with " + added.get()
                        + ", but the model's vocab_size in config.json is " + config.vocabularySize()
                        + "; enlarge it with resize_token_embeddings, or take the setting out");
            }
            throw new ModelFolderException(file,
                    "has " + vocabularySize() + " tokens, but the model's vocab_size in config.json is " + config.vocabularySize());
        }
        if (endOfText != config.endOfText()) {
            throw new ModelFolderException(file,
                    "ends texts with token " + endOfText + ", but config.json has eos_token_id " + config.endOfText());
        }
    }

    /**
     * Ids of a text in which special tokens are plain text: what a person types can't end a turn.
     *
     * @throws IllegalArgumentException if the text holds a lone surrogate, which no UTF-8 can stand for
     */
    public int[] encode(String text) {
        return encode(plain, text);
    }

    /** Ids of a text in which {@code <|endoftext|>} is the end token. */
    public int[] encodeWithSpecialTokens(String text) {
        return encode(special, text);
    }

    private static int[] encode(HuggingFaceTokenizer tokenizer, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isHighSurrogate(text.charAt(i)) || i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new IllegalArgumentException("text holds a lone surrogate at index " + i);
                }
                i++;
            }
        }
        long[] ids = tokenizer.encode(text, false, false).getIds();
        int[] result = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            result[i] = (int) ids[i];
        }
        return result;
    }

    /** The text of some ids, special tokens included. Each part that can't be UTF-8 becomes one U+FFFD. */
    public String decode(int... ids) {
        StringBuilder out = new StringBuilder();
        Utf8 utf8 = new Utf8();
        for (int id : ids) {
            utf8.append(tokens.of(id), out);
        }
        utf8.finish(out);
        return out.toString();
    }

    /** The bytes of UTF-8 that a token stands for, which need not be whole characters. */
    public byte[] bytes(int id) {
        return tokens.of(id).clone();
    }

    /** For a text whose tokens come one by one. */
    public TextStream stream() {
        return new TextStream(tokens);
    }

    /** One more than the highest token id. */
    public int vocabularySize() {
        return tokens.size();
    }

    /** The ids below {@code size} that stand for no token: a model may have more rows than its tokenizer has tokens. */
    int[] idsWithoutToken(int size) {
        return IntStream.range(0, size).filter(id -> tokens.of(id).length == 0).toArray();
    }

    /** The token that ends a turn. */
    public int endOfText() {
        return endOfText;
    }

    @Override
    public void close() {
        plain.close();
        special.close();
    }
}
