package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of all kinds that are served compute what transformers computes, however their weights are stored; others are refused with the way out. */
class ModelKindsTest {
    private static final int VOCABULARY = 40;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Torch.start(2);
    }

    static Stream<JsonNode> models() {
        return Reference.elements(FolderReferences.ALL.path("models"));
    }

    @ParameterizedTest
    @MethodSource("models")
    void logitsAreTheReferences(JsonNode expected) throws IOException {
        Gpt2.check(FolderReferences.write(folder, expected));
        for (Kernel kernel : Kernel.values()) {
            try (Gpt2 model = Gpt2.load(folder, Device.CPU, kernel)) {
                float bound = switch (kernel) {
                    case FP32 -> 2e-5f;
                    case FP16 -> 0.02f;
                    case BF16 -> 0.3f;
                    case INT8 -> 0.8f;
                };
                assertThat(flat(model.logits(ids()))).as("%s", kernel).containsExactly(numbers(expected.path("logits")), within(bound));
                assertThat(written(model)).as("what is written by %s", kernel).isEqualTo(likeliest(expected));
            }
        }
    }

    /** Else the bounds above would let one kind pass for another. */
    @Test
    void kindsDifferByMoreThanTheBound() {
        List<float[]> logits = models().filter(model -> model.path("stored").asText().equals("whole"))
                .filter(model -> !model.path("activation").asText().matches("gelu_fast|gelu_pytorch_tanh"))
                .map(model -> numbers(model.path("logits"))).toList();
        for (int a = 0; a < logits.size(); a++) {
            for (int b = 0; b < a; b++) {
                assertThat(distance(logits.get(a), logits.get(b))).isGreaterThan(1e-3f);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aCopyHasTheSameWeights(JsonNode expected, @TempDir Path copy) throws IOException {
        ModelConfig config = ModelConfig.read(FolderReferences.write(folder, expected));
        Weights.copy(folder, config, copy);
        config.write(copy);
        assertThat(ModelConfig.read(copy)).isEqualTo(config);
        assertThat(Weights.read(copy, config).tensors()).isEqualTo(FolderReferences.weights(config).tensors());
    }

    @Test
    void aHeadThatDiffersFromWhatItIsTiedToIsRefused() throws IOException {
        rewrite(tensors -> tensors.put("lm_head.weight", tensors.get("transformer.wpe.weight")));
        assertRefused("model.safetensors: lm_head.weight differs from transformer.wte.weight, to which config.json ties it; say there"
                + " \"tie_word_embeddings\": false if it is to be used, or remove it");
    }

    @Test
    void anUntiedModelNeedsItsHead() throws IOException {
        FolderReferences.write(folder, untied());
        rewrite(tensors -> tensors.remove("lm_head.weight"));
        assertRefused(
                "model.safetensors: lm_head.weight is missing, expected shape [40, 32], since tie_word_embeddings in config.json is false");
    }

    @Test
    void shardsMustBeThereAndHoldWhatTheIndexSays() throws IOException {
        FolderReferences.write(folder, sharded());
        String index = Files.readString(folder.resolve("model.safetensors.index.json"));
        Files.writeString(folder.resolve("model.safetensors.index.json"), index.replace("transformer.ln_f.bias", "transformer.ln_f.bass"));
        assertRefused(
                "model-00001-of-00003.safetensors: transformer.ln_f.bass is missing, which model.safetensors.index.json says is here");
        Files.writeString(folder.resolve("model.safetensors.index.json"), index.replace("model-00002", "../model-00002"));
        assertThatThrownBy(() -> Gpt2.check(folder)).hasMessageStartingWith("model.safetensors.index.json: ")
                .hasMessageEndingWith("expected a .safetensors file of this folder");
        Files.writeString(folder.resolve("model.safetensors.index.json"), index);
        Files.copy(folder.resolve("model-00001-of-00003.safetensors"), folder.resolve("model-00003-of-00003.safetensors"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Gpt2.check(folder)).isInstanceOf(ModelFolderException.class);
        Files.delete(folder.resolve("model-00003-of-00003.safetensors"));
        assertThatThrownBy(() -> Gpt2.check(folder)).hasMessageStartingWith("model-00003-of-00003.safetensors: is missing in ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"pytorch_model.bin | is a pickle, which can run any program when it is opened",
            "pytorch_model-00001-of-00002.bin | is a pickle", "tf_model.h5 | is of a format that is not read"})
    void otherFormatsAreRefusedWithTheWayOut(String file, String why) throws IOException {
        FolderReferences.write(folder, untied());
        Files.move(folder.resolve("model.safetensors"), folder.resolve(file));
        assertThatThrownBy(() -> Gpt2.check(folder)).isInstanceOf(ModelFolderException.class).hasMessageStartingWith(file + ": " + why)
                .hasMessageContaining("there is no model.safetensors; write it as safetensors with transformers")
                .hasMessageContaining("save_pretrained");
    }

    @Test
    void anAdapterAloneIsRefusedWithTheWayOut() throws IOException {
        FolderReferences.write(folder, untied());
        Files.move(folder.resolve("model.safetensors"), folder.resolve("adapter_model.safetensors"));
        assertThatThrownBy(() -> Gpt2.check(folder))
                .hasMessageStartingWith("adapter_model.safetensors: is an adapter without its base model")
                .hasMessageContaining("merge_and_unload");
    }

    @ParameterizedTest
    @CsvSource({"NaN, NaN", "Infinity, Infinity", "-Infinity, -Infinity"})
    void weightsThatAreNoNumbersAreRefusedWithTheirPlace(float value, String told) throws IOException {
        rewrite(tensors -> tensors.get("transformer.h.1.mlp.c_fc.weight").floats().put(4095, value));
        assertThatThrownBy(() -> Gpt2.check(folder)).isInstanceOf(ModelFolderException.class)
                .hasMessage("model.safetensors: transformer.h.1.mlp.c_fc.weight holds " + told + " at 4095, expected finite numbers");
    }

    @ParameterizedTest
    @CsvSource({"gelu_10", "mish", "geglu"})
    void anotherActivationIsRefusedWithThoseThatAreServed(String name) throws IOException {
        FolderReferences.write(folder, untied());
        String config = Files.readString(folder.resolve("config.json"));
        Files.writeString(folder.resolve("config.json"), config.replace("\"gelu\"", "\"" + name + "\""));
        assertRefused("config.json: activation_function is \"" + name + "\", expected one of gelu_new, gelu_fast, gelu_pytorch_tanh,"
                + " gelu_python_tanh, gelu_accurate, gelu, gelu_python, relu, silu, swish, tanh, quick_gelu");
    }

    /** Its row is the likeliest by far, whatever came before. */
    @ParameterizedTest
    @CsvSource({"FP32", "FP16", "BF16", "INT8"})
    void aRowWithoutATokenIsNeverWritten(Kernel kernel) throws IOException {
        Map<String, Tensor> tensors = tensors(untied());
        Tensor head = tensors.get("lm_head.weight");
        float[] likely = tensors.get("transformer.ln_f.bias").toArray();
        for (int i = 0; i < 32; i++) {
            head.floats().put(37 * 32 + i, 50 * likely[i]);
        }
        Safetensors.write(folder.resolve("model.safetensors"), tensors, Precision.F32);
        try (Gpt2 model = Gpt2.load(folder, Device.CPU, kernel)) {
            assertThat(likeliest(model.logits(ids())[ids().length - 1])).isEqualTo(37);
            assertThat(model.tokenizer().decode(37)).isEmpty();
            Steering towards = new Steering(0, 0, Map.of(37, 100.0));
            for (Choice choice : List.of(Choice.GREEDY, new Choice(1, 0, 1, 0, 1, 0, 0.999999999), new Choice(1, 0, 0.9, 0, 1.2, 2, 0.5),
                    new Choice(1, 40, 1, 0.1, 1, 0, Math.nextDown(1.0)), new Choice(0, 0, 1, 0, 1, 0, 0, towards, 0, 40),
                    new Choice(100, 0, 1, 0, 1, 0, Math.nextDown(1.0), towards, 0, -1))) {
                try (SequenceCache cache = model.newSequence()) {
                    int[] chosen = model.advance(List.of(new Advance(cache, ids(), Optional.of(choice))));
                    assertThat(model.tokenizer().decode(chosen)).as("%s", choice).isNotEmpty();
                    cache.scored().ifPresent(told -> assertThat(told.likeliest()).hasSize(37).doesNotContain(36, 37, 38));
                }
            }
            assertThat(model.score(ids(), 1).get(ids().length - 1).token()).isNotIn(36, 37, 38);
        }
    }

    private static int written(Gpt2 model) {
        try (SequenceCache cache = model.newSequence()) {
            return model.advance(List.of(new Advance(cache, ids(), Optional.of(Choice.GREEDY))))[0];
        }
    }

    private static JsonNode untied() {
        return models().filter(model -> !model.path("tied").asBoolean()).findFirst().orElseThrow();
    }

    private static JsonNode sharded() {
        return models().filter(model -> model.path("stored").asText().equals("shards")).findFirst().orElseThrow();
    }

    private Map<String, Tensor> tensors(JsonNode model) throws IOException {
        FolderReferences.write(folder, model);
        return new LinkedHashMap<>(FolderReferences.weights(FolderReferences.config(model)).tensors());
    }

    private interface Change {
        void of(Map<String, Tensor> tensors);
    }

    private void rewrite(Change change) throws IOException {
        if (!Files.exists(folder.resolve("model.safetensors"))) {
            FolderReferences.write(folder, FolderReferences.ALL.path("models").get(0));
        }
        Map<String, Tensor> tensors = Safetensors.readAll(folder.resolve("model.safetensors"));
        change.of(tensors);
        Safetensors.write(folder.resolve("model.safetensors"), tensors, Precision.F32);
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> Gpt2.check(folder)).isInstanceOf(ModelFolderException.class).hasMessage(message);
        assertThatThrownBy(() -> Gpt2.load(folder, Device.CPU, Kernel.FP32)).isInstanceOf(ModelFolderException.class).hasMessage(message);
    }

    private static int[] ids() {
        return Reference.ids(FolderReferences.ALL.path("ids"));
    }

    private static float[] numbers(JsonNode array) {
        float[] numbers = new float[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) array.get(i).asDouble();
        }
        return numbers;
    }

    /** The likeliest token after the last id that the tokenizer has. */
    private static int likeliest(JsonNode expected) {
        float[] all = numbers(expected.path("logits"));
        float[] last = java.util.Arrays.copyOfRange(all, all.length - VOCABULARY, all.length);
        java.util.Arrays.fill(last, 36, 39, Float.NEGATIVE_INFINITY);
        return likeliest(last);
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int v = 1; v < logits.length; v++) {
            best = logits[v] > logits[best] ? v : best;
        }
        return best;
    }

    private static float distance(float[] a, float[] b) {
        float most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    private static float[] flat(float[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(rows[r], 0, flat, r * rows[0].length, rows[0].length);
        }
        return flat;
    }
}
