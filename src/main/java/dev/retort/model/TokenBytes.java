package dev.retort.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;

/** The bytes that each token stands for. In GPT-2's vocabulary every byte is written as one printable character (byte-level BPE). */
final class TokenBytes {
    private static final int MOST = 1 << 24;
    private static final byte[] NONE = {};
    private static final int[] BYTE_OF_CHARACTER = byteOfCharacter();

    private final List<byte[]> bytes;

    private TokenBytes(List<byte[]> bytes) {
        this.bytes = bytes;
    }

    /** @param tokenizer a {@code tokenizer.json} */
    static TokenBytes read(String file, JsonNode tokenizer) throws IOException {
        List<byte[]> bytes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> token : tokenizer.path("model").path("vocab").properties()) {
            put(file, bytes, token.getKey(), token.getValue());
        }
        for (JsonNode added : tokenizer.path("added_tokens")) {
            put(file, bytes, added.path("content").asText(), added.path("id"));
        }
        return new TokenBytes(bytes);
    }

    private static void put(String file, List<byte[]> bytes, String token, JsonNode id) throws IOException {
        if (!id.isInt() || id.asInt() < 0 || id.asInt() >= MOST) {
            throw new ModelFolderException(file, "token \"" + token + "\" has the id " + id + ", expected a whole number from 0");
        }
        if (id.asInt() >= bytes.size()) {
            bytes.addAll(Collections.nCopies(id.asInt() + 1 - bytes.size(), NONE));
        }
        bytes.set(id.asInt(), bytesOf(token));
    }

    /** One more than the highest id. */
    int size() {
        return bytes.size();
    }

    /** Empty for an id without a token: a model may have more rows than its tokenizer has tokens. */
    byte[] of(int id) {
        if (id < 0) {
            throw new IllegalArgumentException("token id " + id);
        }
        return id < bytes.size() ? bytes.get(id) : NONE;
    }

    private static byte[] bytesOf(String token) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(token.length());
        for (int i = 0; i < token.length(); i++) {
            OptionalInt b = byteOf(token.charAt(i));
            if (b.isEmpty()) {
                return token.getBytes(StandardCharsets.UTF_8); // an added token that isn't written in the byte alphabet
            }
            out.write(b.getAsInt());
        }
        return out.toByteArray();
    }

    private static OptionalInt byteOf(char character) {
        return character < BYTE_OF_CHARACTER.length && BYTE_OF_CHARACTER[character] >= 0
                ? OptionalInt.of(BYTE_OF_CHARACTER[character])
                : OptionalInt.empty();
    }

    /** The character for a byte in a vocabulary. */
    static char characterOf(int b) {
        for (char c = 0; c < BYTE_OF_CHARACTER.length; c++) {
            if (BYTE_OF_CHARACTER[c] == b) {
                return c;
            }
        }
        throw new IllegalArgumentException("no byte: " + b);
    }

    /** GPT-2's alphabet (Radford et al., encoder.py): printable Latin-1 stands for itself, the other 68 bytes for U+0100 and on. */
    private static int[] byteOfCharacter() {
        int[] bytes = new int[0x100 + 68];
        Arrays.fill(bytes, -1);
        int next = 0x100;
        for (int b = 0; b < 0x100; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            bytes[printable ? b : next++] = b;
        }
        return bytes;
    }
}
