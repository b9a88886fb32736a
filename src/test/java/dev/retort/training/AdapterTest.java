package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.model.Precision;
import dev.retort.model.Safetensors;
import dev.retort.model.Tensor;
import dev.retort.model.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterTest {
    private static final Path PEFT = TinyReference.FOLDER.resolve("lora");
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsPeftsFormat() throws IOException {
        Adapter adapter = Adapter.read(PEFT, TinyReference.CONFIG);
        adapter.write(folder, "../model");
        assertThat(Safetensors.readAll(folder.resolve("adapter_model.safetensors")))
                .usingRecursiveComparison().isEqualTo(Safetensors.readAll(PEFT.resolve("adapter_model.safetensors")));
        JsonNode written = json(folder);
        JsonNode peft = json(PEFT);
        written.fieldNames()
                .forEachRemaining(field -> assertThat(written.get(field).asText()).as(field).isEqualTo(peft.get(field).asText()));
        assertThat(written.get("target_modules")).isEqualTo(peft.get("target_modules"));
        assertThat(Adapter.read(folder, TinyReference.CONFIG).lora()).isEqualTo(adapter.lora());
    }

    @Test
    void aFreshOneChangesNothing() throws IOException {
        Weights base = TinyReference.weights();
        Adapter adapter = Adapter.fresh(TinyReference.CONFIG, Lora.ofRank(3), 1);
        Weights merged = adapter.merge(TinyReference.CONFIG, base);
        base.tensors().forEach((name, tensor) -> assertThat(merged.get(name).toArray()).as(name).isEqualTo(tensor.toArray()));
        float[] a = adapter.tensors().get("base_model.model.transformer.h.1.mlp.c_proj.lora_A.weight").toArray();
        assertThat(a).hasSize(3 * 128);
        double bound = 1 / Math.sqrt(128);
        for (float value : a) {
            assertThat(Math.abs(value)).isBetween(0f, (float) bound);
        }
        assertThat(Adapter.fresh(TinyReference.CONFIG, Lora.ofRank(3), 1).tensors()).usingRecursiveComparison()
                .isEqualTo(adapter.tensors());
        assertThat(Adapter.fresh(TinyReference.CONFIG, Lora.ofRank(3), 2).tensors().values().iterator().next().toArray())
                .isNotEqualTo(adapter.tensors().values().iterator().next().toArray());
    }

    @Test
    void targetsAreNameEndings() {
        assertThat(Adapter.shapes(TinyReference.CONFIG, new Lora(2, 4, List.of("c_proj"))).keySet()).hasSize(8)
                .contains("base_model.model.transformer.h.0.attn.c_proj.lora_A.weight",
                        "base_model.model.transformer.h.1.mlp.c_proj.lora_B.weight");
        assertThat(Adapter.shapes(TinyReference.CONFIG, new Lora(2, 4, List.of("mlp.c_proj"))).keySet()).hasSize(4)
                .allMatch(name -> name.contains(".mlp.c_proj."));
        assertThatThrownBy(() -> new Lora(2, 4, List.of("q_proj"))).hasMessageContaining("lora target 'q_proj' is none of c_attn");
        assertThatThrownBy(() -> new Lora(2, 4, List.of())).hasMessageContaining("no target");
        assertThatThrownBy(() -> new Lora(0, 4, List.of("c_fc"))).hasMessage("lora rank is 0, expected 1 to 4096");
        assertThatThrownBy(() -> new Lora(2, 0, List.of("c_fc"))).hasMessageContaining("lora alpha is 0.0");
    }

    @Test
    void whatWouldMeanSomethingElseIsRefused() throws IOException {
        refused("\"use_dora\":true", "adapter_config.json: use_dora is true, which is not supported");
        refused("\"use_rslora\":true", "use_rslora is true");
        refused("\"rank_pattern\":{\"c_fc\":2}", "rank_pattern is {\"c_fc\":2}");
        refused("\"peft_type\":\"IA3\"", "peft_type is 'IA3', expected 'LORA'");
        refused("\"bias\":\"all\"", "bias is 'all', expected 'none'");
        refused("\"target_modules\":\"all-linear\"", "expected a list of names");
        refused("\"target_modules\":[\"q_proj\"]", "lora target 'q_proj'");
        refused("oops", "adapter_config.json is no JSON");
    }

    private void refused(String field, String message) throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":4,\"lora_alpha\":8,\"target_modules\":[\"c_fc\"]," + field + "}");
        assertThatThrownBy(() -> Adapter.read(folder, TinyReference.CONFIG)).isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void tensorsThatDoNotFitAreNamed() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(Adapter.read(PEFT, TinyReference.CONFIG).tensors());
        tensors.remove("base_model.model.transformer.h.1.mlp.c_fc.lora_B.weight");
        Files.copy(PEFT.resolve("adapter_config.json"), folder.resolve("adapter_config.json"));
        Safetensors.write(folder.resolve("adapter_model.safetensors"), tensors, Precision.F32);
        assertThatThrownBy(() -> Adapter.read(folder, TinyReference.CONFIG)).isInstanceOf(TrainingRefusedException.class)
                .hasMessage(
                        "adapter_model.safetensors: base_model.model.transformer.h.1.mlp.c_fc.lora_B.weight is missing, expected [128, 4]");
        tensors.put("base_model.model.transformer.h.1.mlp.c_fc.lora_B.weight", Tensor.of(List.of(128, 4)));
        tensors.put("base_model.model.transformer.h.2.mlp.c_fc.lora_B.weight", Tensor.of(List.of(128, 4)));
        assertThatThrownBy(() -> new Adapter(TinyReference.CONFIG, new Lora(4, 8, List.of("c_attn", "c_fc", "c_proj")), tensors))
                .hasMessageContaining("h.2.mlp.c_fc.lora_B.weight is not part of the adapter");
    }

    private static JsonNode json(Path folder) throws IOException {
        return new ObjectMapper().readTree(folder.resolve("adapter_config.json").toFile());
    }
}
