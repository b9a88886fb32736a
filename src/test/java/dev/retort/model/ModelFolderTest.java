package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFolderTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        Reference.copyModel(folder);
    }

    @Test
    void aFolderWrittenByUsIsTheFolderThatWasRead(@TempDir Path written) throws IOException {
        ModelConfig config = ModelConfig.read(folder);
        config.write(written);
        Weights.read(folder, config).write(written, Precision.F32);
        assertThat(ModelConfig.read(written)).isEqualTo(config);
        assertThat(Safetensors.readAll(written.resolve("model.safetensors")))
                .containsExactlyInAnyOrderEntriesOf(Safetensors.readAll(folder.resolve("model.safetensors")));
    }

    @Test
    void namesWithoutPrefixMaskBuffersAndAStoredHeadAreAccepted() throws IOException {
        ModelConfig config = ModelConfig.read(folder);
        Map<String, Tensor> bare = new LinkedHashMap<>();
        Weights.read(folder, config).tensors().forEach((name, tensor) -> bare.put(name.substring("transformer.".length()), tensor));
        bare.put("h.0.attn.bias", Tensor.of(List.of(1, 1, 64, 64)));
        bare.put("h.0.attn.masked_bias", Tensor.of(List.of()));
        bare.put("lm_head.weight", bare.get("wte.weight"));
        Safetensors.write(folder.resolve("model.safetensors"), bare, Precision.F32);
        assertThat(Weights.read(folder, config).tensors()).isEqualTo(Weights.read(Reference.MODEL, config).tensors());
        try (Gpt2 model = load(); Gpt2 reference = Reference.load()) {
            assertThat(model.logits(new int[]{1, 2, 3})).isEqualTo(reference.logits(new int[]{1, 2, 3}));
        }
    }

    @Test
    void randomWeightsComeFromTheSeedAlone() throws IOException {
        ModelConfig config = ModelConfig.read(folder);
        Weights weights = Weights.random(config, 3);
        assertThat(weights.tensors()).isEqualTo(Weights.random(config, 3).tensors()).isNotEqualTo(Weights.random(config, 4).tensors());
        assertThat(deviation(weights.get("transformer.wte.weight"))).isBetween(0.019, 0.021);
        assertThat(deviation(weights.get("transformer.h.1.mlp.c_proj.weight"))).isBetween(0.0095, 0.0105);
        assertThat(weights.get("transformer.h.0.ln_1.weight").toArray()).containsOnly(1);
        assertThat(weights.get("transformer.h.0.attn.c_attn.bias").toArray()).containsOnly(0);
    }

    @Test
    void aRandomModelOfAnyShapeLoads(@TempDir Path random) throws IOException {
        RandomModel.write(random, new ModelConfig(1000, 32, 48, 1, 4, 96, 1e-5, 999), 1);
        Torch.start(2);
        try (Gpt2 model = Gpt2.load(random, Device.CPU, Kernel.FP32)) {
            int[] ids = model.tokenizer().encode("Olá 😀\n\u0000");
            assertThat(ids).containsExactly('O', 'l', 0xC3, 0xA1, ' ', 0xF0, 0x9F, 0x98, 0x80, '\n', 0);
            assertThat(model.tokenizer().decode(ids)).isEqualTo("Olá 😀\n\u0000");
            assertThat(model.logits(ids)[0]).hasSize(1000).doesNotContain(Float.NaN);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "transformer.h.1.mlp.c_fc.weight | transformer.h.1.mlp.c_fc.weight is missing, expected shape [32, 128]",
            "transformer.ln_f.bias | transformer.ln_f.bias is missing, expected shape [32]"})
    void aMissingTensorIsNamed(String name, String problem) throws IOException {
        rewrite(tensors -> tensors.remove(name));
        assertRefused("model.safetensors: " + problem);
    }

    @Test
    void aWrongShapeIsNamedWithTheRightOne() throws IOException {
        rewrite(tensors -> tensors.put("transformer.h.1.attn.c_attn.weight", Tensor.of(List.of(32, 32))));
        assertRefused("model.safetensors: transformer.h.1.attn.c_attn.weight has shape [32, 32], expected [32, 96]");
    }

    @Test
    void aLayerTooManyIsNamed() throws IOException {
        rewrite(tensors -> tensors.put("transformer.h.2.ln_1.weight", Tensor.of(List.of(32))));
        assertRefused("model.safetensors: transformer.h.2.ln_1.weight is not part of the model that config.json describes (2 layers)");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("model.safetensors"));
        for (int length : new int[]{0, 7, 100, whole.length / 2, whole.length - 1}) {
            Files.write(folder.resolve("model.safetensors"), Arrays.copyOf(whole, length));
            assertThatThrownBy(this::load).isInstanceOf(ModelFolderException.class).hasMessageStartingWith("model.safetensors: ")
                    .hasMessageContaining("truncated");
        }
    }

    @Test
    void aDtypeThatHoldsNoNumbersOfAModelIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve("model.safetensors"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Files.write(folder.resolve("model.safetensors"), text.replaceFirst("\"F32\"", "\"I32\"").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(this::load).isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("has dtype I32, expected F32, F16 or BF16");
        assertThatThrownBy(() -> Gpt2.check(folder)).isInstanceOf(ModelFolderException.class).hasMessageContaining("has dtype I32");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"gpt2\" | \"llama\" | model_type is \"llama\", expected \"gpt2\"",
            "\"gelu_new\" | \"mish\" | activation_function is \"mish\", expected one of gelu_new, ",
            "\"n_head\": 2 | \"n_head\": 3 | n_embd is 32, expected a multiple of n_head 3",
            "\"n_layer\": 2 | \"n_layer\": 0 | n_layer is 0, expected a whole number", "\"n_embd\": 32, | | n_embd is missing",
            "\"vocab_size\": 300 | \"vocab_size\": \"many\" | vocab_size is \"many\", expected a whole number",
            "\"eos_token_id\": 299 | \"eos_token_id\": 300 | eos_token_id is 300, expected 0 to 299",
            "\"scale_attn_weights\": true | \"scale_attn_weights\": false | scale_attn_weights is \"false\", expected \"true\"",
            "{ | | is not JSON"})
    void aConfigurationOfAnotherModelIsRefused(String part, String replacement, String problem) throws IOException {
        replace("config.json", part, replacement == null ? "" : replacement);
        assertThatThrownBy(this::load).isInstanceOf(ModelFolderException.class).hasMessageStartingWith("config.json: " + problem);
    }

    @Test
    void aTokenizerWithMoreTokensThanTheModelIsRefused() throws IOException {
        replace("tokenizer.json", "\"id\": 299", "\"id\": 300");
        replace("tokenizer_config.json", "\"299\"", "\"300\"");
        assertRefused("tokenizer.json: has 301 tokens, but the model's vocab_size in config.json is 300");
    }

    @Test
    void aTokenizerWithAnotherEndTokenIsRefused() throws IOException {
        replace("config.json", "\"eos_token_id\": 299", "\"eos_token_id\": 298");
        assertRefused("tokenizer.json: ends texts with token 299, but config.json has eos_token_id 298");
    }

    @Test
    void aTokenizerWithoutTheEndTokenIsRefused() throws IOException {
        replace("tokenizer_config.json", "\"eos_token\": \"<|endoftext|>\"", "\"eos_token\": \"</s>\"");
        assertRefused("tokenizer.json: has no token </s>, which ends every turn");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"type\": \"BPE\" | \"type\": \"WordPiece\" | model.type is \"WordPiece\", expected \"BPE\"",
            "\"version\" | version | is not JSON", "\"merges\" | \"mergers\" | is not a tokenizer"})
    void aTokenizerOfAnotherKindIsRefused(String part, String replacement, String problem) throws IOException {
        replace("tokenizer.json", part, replacement);
        assertThatThrownBy(this::load).isInstanceOf(ModelFolderException.class).hasMessageStartingWith("tokenizer.json: " + problem);
    }

    @ParameterizedTest
    @CsvSource({"config.json", "model.safetensors"})
    void aMissingFileIsNamed(String file) throws IOException {
        Files.delete(folder.resolve(file));
        assertThatThrownBy(this::load).isInstanceOf(ModelFolderException.class).hasMessageStartingWith(file + ": is missing in ");
    }

    @Test
    void aTokenizerWithFewerTokensThanTheModelIsAccepted() throws IOException {
        ModelConfig config = ModelConfig.read(folder);
        Map<String, Tensor> tensors = new LinkedHashMap<>(Weights.read(folder, config).tensors());
        Tensor wide = Tensor.of(List.of(config.vocabularySize() + 20, config.width()));
        wide.floats().put(tensors.get("transformer.wte.weight").floats());
        tensors.put("transformer.wte.weight", wide);
        Safetensors.write(folder.resolve("model.safetensors"), tensors, Precision.F32);
        assertRefused("model.safetensors: transformer.wte.weight has shape [320, 32], expected [300, 32]");
        replace("config.json", "\"vocab_size\": 300", "\"vocab_size\": 320");
        try (Gpt2 model = load()) {
            assertThat(model.logits(new int[]{1, 2, 3})[0]).hasSize(320);
            assertThat(model.tokenizer().decode(310)).isEmpty();
        }
    }

    @Test
    void withoutTokenizerJsonTheVocabularyNeedsItsMerges() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));
        try (Gpt2 model = load(); Gpt2 reference = Reference.load()) {
            assertThat(model.tokenizer().encode("Where is my order?")).isEqualTo(reference.tokenizer().encode("Where is my order?"));
        }
        String merges = Files.readString(folder.resolve("merges.txt"));
        Files.writeString(folder.resolve("merges.txt"), merges + "lonely\n");
        assertThatThrownBy(this::load).isInstanceOf(ModelFolderException.class).hasMessageStartingWith("merges.txt: line ")
                .hasMessageContaining("\"lonely\", expected two parts");
        Files.writeString(folder.resolve("merges.txt"), merges + "zz zzz\n");
        assertThatThrownBy(this::load).isInstanceOf(ModelFolderException.class).hasMessageStartingWith("vocab.json: is not a tokenizer")
                .message().hasLineCount(1);
        Files.delete(folder.resolve("merges.txt"));
        assertRefused("merges.txt: is missing in " + folder.toAbsolutePath());
        Files.delete(folder.resolve("vocab.json"));
        assertRefused("tokenizer.json: is missing, and so is vocab.json, in " + folder.toAbsolutePath());
    }

    @Test
    void aFolderIsCheckedWithoutItsWeightsAsItIsLoadedWithThem() throws IOException {
        Gpt2.check(folder);
        rewrite(tensors -> tensors.remove("transformer.ln_f.bias"));
        assertRefused("model.safetensors: transformer.ln_f.bias is missing, expected shape [32]");
    }

    @Test
    void stopTokensComeFromTheGenerationConfiguration() throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [167, 299]}");
        try (Gpt2 model = load()) {
            assertThat(model.stopTokens()).isEqualTo(Set.of(167, 299));
        }
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [167, 300]}");
        assertRefused("generation_config.json: eos_token_id holds 300, expected token ids below vocab_size 300");
    }

    private Gpt2 load() throws IOException {
        Torch.start(2);
        return Gpt2.load(folder, Device.CPU, Kernel.FP32);
    }

    /** By whoever only looks, too. */
    private void assertRefused(String message) {
        assertThatThrownBy(() -> Gpt2.check(folder)).isInstanceOf(ModelFolderException.class).hasMessage(message);
        assertThatThrownBy(this::load).isInstanceOf(ModelFolderException.class).hasMessage(message);
    }

    private void rewrite(Consumer<Map<String, Tensor>> change) throws IOException {
        Map<String, Tensor> tensors = Safetensors.readAll(folder.resolve("model.safetensors"));
        change.accept(tensors);
        Safetensors.write(folder.resolve("model.safetensors"), tensors, Precision.F32);
    }

    private void replace(String file, String part, String replacement) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(part);
        int at = text.indexOf(part);
        Files.writeString(folder.resolve(file), text.substring(0, at) + replacement + text.substring(at + part.length()));
    }

    private static double deviation(Tensor tensor) {
        double sum = 0;
        for (float x : tensor.toArray()) {
            sum += (double) x * x;
        }
        return Math.sqrt(sum / tensor.elements());
    }
}
