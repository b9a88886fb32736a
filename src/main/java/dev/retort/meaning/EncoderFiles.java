package dev.retort.meaning;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.digest.Sha256;

/**
 * The files of an encoder.
 *
 * @param place     where they are, for messages
 * @param model     ONNX
 * @param tokenizer Hugging Face's {@code tokenizer.json}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, only read once
record EncoderFiles(String place, byte[] model, byte[] tokenizer, Pooling pooling) {
    private static final String BUNDLED = "/bge-small-en-v1.5-q";
    private static final String MODEL = "model.onnx";
    private static final String TOKENIZER = "tokenizer.json";
    /** The name that sentence-transformers gives it. */
    private static final String POOLING = "1_Pooling/config.json";

    static EncoderFiles bundled() throws IOException {
        return new EncoderFiles("the program's own encoder", resource(BUNDLED + ".onnx"), resource(BUNDLED + "-tokenizer.json"),
                Pooling.FIRST);
    }

    static EncoderFiles read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + ": is no folder; an encoder is a folder with " + MODEL + " and " + TOKENIZER);
        }
        return new EncoderFiles(folder.toString(), file(folder, MODEL), file(folder, TOKENIZER), pooling(folder));
    }

    private static byte[] file(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    file + ": is not there; an encoder is a folder with " + MODEL + " (a sentence encoder in ONNX) and " + TOKENIZER
                            + " (its tokenizer in Hugging Face's format)");
        }
        return Files.readAllBytes(file);
    }

    private static Pooling pooling(Path folder) throws IOException {
        Path file = folder.resolve(POOLING);
        if (!Files.exists(file)) {
            return Pooling.MEAN;
        }
        try {
            JsonNode json = new ObjectMapper().readTree(file.toFile());
            if (json.path("pooling_mode_cls_token").asBoolean()) {
                return Pooling.FIRST;
            }
            if (json.path("pooling_mode_mean_tokens").asBoolean()) {
                return Pooling.MEAN;
            }
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": is not JSON: " + e.getOriginalMessage(), e);
        }
        throw new IOException(file + ": names neither pooling_mode_cls_token nor pooling_mode_mean_tokens, and no other pooling is known");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = EncoderFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is not in the program");
            }
            return in.readAllBytes();
        }
    }

    String digest() {
        return new Sha256().add(model).add(tokenizer).add(pooling.name()).hex();
    }
}
