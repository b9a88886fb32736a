package dev.retort.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A GPT-2 of two layers and what Hugging Face's libraries compute with it. */
public final class Reference {
    public static final Path FOLDER = folder();
    public static final Path MODEL = FOLDER.resolve("model");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Reference() {}

    private static Path folder() {
        try {
            return Path.of(Reference.class.getResource("/tiny-gpt2/chat.json").toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Gpt2 load() {
        return load(Kernel.FP32);
    }

    public static Gpt2 load(Kernel kernel) {
        try {
            Torch.start(2);
            return Gpt2.load(MODEL, Device.CPU, kernel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(String name) {
        try {
            return JSON.readTree(FOLDER.resolve(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Safetensors tensors(String name) {
        try {
            return Safetensors.open(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    public static int[] ids(JsonNode array) {
        return elements(array).mapToInt(JsonNode::asInt).toArray();
    }

    public static List<Turn> turns(JsonNode messages) {
        return elements(messages).map(m -> JSON.convertValue(m, Turn.class)).toList();
    }

    /** A copy of the model folder for a test to damage. */
    public static Path copyModel(Path to) throws IOException {
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }
}
