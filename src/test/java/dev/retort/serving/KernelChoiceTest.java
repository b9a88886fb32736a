package dev.retort.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.retort.local.Settings;
import dev.retort.model.Gpt2;
import dev.retort.model.Reference;
import dev.retort.model.Torch;
import dev.retort.settings.ModelSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelChoiceTest {
    @TempDir
    Path home;

    @Test
    void whatIsMeasuredIsRememberedForThatVersionMachineAndBound() throws IOException {
        Torch.start(2);
        Path file = home.resolve("new").resolve("kernels.properties");
        Map<String, String> settings = Map.of("retort.model.kernel", "auto", "retort.model.kernels", file.toString(),
                "retort.model.max-drift", "0");
        choice(settings).load(Reference.MODEL, "sha256:one").close();
        assertThat(Files.readString(file)).contains("sha256\\:one\\ ").contains("=fp32");

        Files.writeString(file, Files.readString(file).replace("=fp32", "=int8"));
        try (Gpt2 exact = Reference.load();
                Gpt2 recalled = choice(settings).load(Reference.MODEL, "sha256:one");
                Gpt2 other = choice(settings).load(Reference.MODEL, "sha256:two")) {
            assertThat(recalled.logits(new int[]{1, 2, 3})).isNotEqualTo(exact.logits(new int[]{1, 2, 3}));
            assertThat(other.logits(new int[]{1, 2, 3})).isEqualTo(exact.logits(new int[]{1, 2, 3}));
        }
    }

    @Test
    void aFileThatIsSpoiltIsMeasuredAnew() throws IOException {
        Torch.start(2);
        Path file = Files.writeString(home.resolve("kernels.properties"), "# \\u12\nx=\\u00zz\n");
        try (Gpt2 model = choice(Map.of("retort.model.kernel", "auto", "retort.model.kernels", file.toString(),
                "retort.model.max-drift", "0")).load(Reference.MODEL,
                        "a")) {
            assertThat(model.logits(new int[]{1}).length).isOne();
            assertThat(Files.readString(file)).contains("a\\ ").contains("=fp32");
        }
    }

    @Test
    void settingsThatCanNotBeAreNamed() {
        assertThatThrownBy(() -> choice(Map.of("retort.model.kernel", "fast"))).hasMessage(
                "kernel is \"fast\", expected fp32, fp16, bf16, int8 or auto");
        assertThatThrownBy(() -> choice(Map.of("retort.model.kernel", "int8", "retort.model.device", "cuda"))).hasMessage(
                "kernel int8 does not run on cuda:0, expected another one or auto");
        assertThatThrownBy(() -> choice(Map.of("retort.model.max-drift", "-1"))).hasMessage(
                "retort.model.max-drift is -1.0, expected 0 or more");
    }

    private static KernelChoice choice(Map<String, String> settings) {
        return new KernelChoice(Settings.of(ModelSettings.class, settings));
    }
}
