package dev.retort.meaning;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.jspecify.annotations.Nullable;

/**
 * A sentence encoder in ONNX, computed by ONNX Runtime on the thread that asks: it starts no threads of its own, so that none waits awake beside the
 * model that serves. Safe for use by several threads.
 */
public final class OnnxEncoder implements Encoder {
    /** A question is shorter. What comes after would cost time and say little. */
    static final int MOST_TOKENS = 64;
    private static final int MOST_CHARACTERS = 1000;
    /** Names of the token that stands for whatever has none. */
    private static final Set<String> UNKNOWN = Set.of("[UNK]", "<unk>");
    /** An emoji does no harm. */
    private static final int KNOWN_FOR_ONE_UNKNOWN = 8;
    private static final Set<String> INPUTS = Set.of("input_ids", "attention_mask", "token_type_ids");
    private static final Map<String, String> OPTIONS = Map.of("truncation", "true", "maxLength", Integer.toString(MOST_TOKENS), "padding",
            "false");

    private final HuggingFaceTokenizer tokenizer;
    private final OrtSession session;
    private final Pooling pooling;
    private final String digest;
    private final int dimensions;

    private OnnxEncoder(HuggingFaceTokenizer tokenizer, OrtSession session, EncoderFiles files) throws IOException {
        this.tokenizer = tokenizer;
        this.session = session;
        this.pooling = files.pooling();
        this.digest = files.digest();
        for (String input : session.getInputNames()) {
            if (!INPUTS.contains(input)) {
                throw new IOException("%s: its model asks for the input %s; a sentence encoder asks for %s".formatted(files.place(), input,
                        String.join(", ", INPUTS.stream().sorted().toList())));
            }
        }
        try {
            this.dimensions = compute("").length; // the first computation is the slowest
        } catch (OrtException | RuntimeException e) {
            throw new IOException("%s: its model and its tokenizer don't fit: %s".formatted(files.place(), e.getMessage()), e);
        }
    }

    /** The encoder that comes with the program, for English: bge-small-en-v1.5 in 8 bits. */
    public static OnnxEncoder bundled() throws IOException {
        return of(EncoderFiles.bundled());
    }

    /**
     * An encoder from a folder: {@code model.onnx} and {@code tokenizer.json}. Its vectors are the mean of the tokens' states, unless
     * {@code 1_Pooling/config.json} says otherwise.
     *
     * @throws IOException naming the file that is missing or wrong, and what would be right
     */
    public static OnnxEncoder read(Path folder) throws IOException {
        return of(EncoderFiles.read(folder));
    }

    private static OnnxEncoder of(EncoderFiles files) throws IOException {
        HuggingFaceTokenizer tokenizer;
        try {
            tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(files.tokenizer()), OPTIONS);
        } catch (RuntimeException e) {
            throw new IOException(files.place() + ": tokenizer.json is not a tokenizer: " + e.getMessage(), e);
        }
        OrtSession session = null;
        try {
            session = session(files);
            return new OnnxEncoder(tokenizer, session, files);
        } catch (IOException | RuntimeException e) {
            tokenizer.close();
            closeQuietly(session);
            throw e;
        }
    }

    private static OrtSession session(EncoderFiles files) throws IOException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            OrtEnvironment runtime = OrtEnvironment.getEnvironment();
            runtime.setTelemetry(false); // Windows collects it otherwise
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(false); // the arena would keep what the longest text needed
            return runtime.createSession(files.model(), options);
        } catch (OrtException e) {
            throw new IOException(files.place() + ": model.onnx is not a model that ONNX Runtime can read: " + e.getMessage(), e);
        }
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public float[] encode(String text) {
        try {
            return compute(text);
        } catch (OrtException e) {
            throw new IllegalStateException("the encoder failed: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean reads(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return false;
        }
        String[] tokens = tokenizer.encode(readable(text)).getTokens();
        long unknown = Arrays.stream(tokens).filter(UNKNOWN::contains).count();
        return tokens.length < MOST_TOKENS && unknown * KNOWN_FOR_ONE_UNKNOWN <= tokens.length;
    }

    private float[] compute(String text) throws OrtException {
        Encoding encoding = tokenizer.encode(readable(text));
        OrtEnvironment runtime = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            for (String name : session.getInputNames()) {
                long[] values = switch (name) {
                    case "input_ids" -> encoding.getIds();
                    case "attention_mask" -> encoding.getAttentionMask();
                    default -> encoding.getTypeIds();
                };
                inputs.put(name, OnnxTensor.createTensor(runtime, LongBuffer.wrap(values), new long[]{1, values.length}));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                return vector((OnnxTensor) result.get(0));
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** @param output states [1, tokens, dimensions], or [1, dimensions] where the model pools by itself */
    private float[] vector(OnnxTensor output) {
        long[] shape = output.getInfo().getShape();
        FloatBuffer values = output.getFloatBuffer();
        int width = (int) shape[shape.length - 1];
        return (shape.length == 2 ? Pooling.FIRST : pooling).pool(values, width);
    }

    /** A text that UTF-8 can stand for, and no longer than needed. */
    private static String readable(String text) {
        String cut = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
        StringBuilder out = new StringBuilder(cut.length());
        cut.codePoints().map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c).forEach(out::appendCodePoint);
        return out.toString();
    }

    @Override
    public void close() {
        tokenizer.close();
        closeQuietly(session);
    }

    private static void closeQuietly(@Nullable OrtSession session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
