package dev.retort.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.training.Compute;
import dev.retort.training.Lora;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningTest {
    @TempDir
    Path folder;

    private Path rows() throws IOException {
        Path file = folder.resolve("rows.jsonl");
        Files.writeString(file, "{\"prompt\":[5,7,299],\"completion\":[9,2,299]}\n".repeat(12));
        return file;
    }

    @Test
    void theCompletionOfARowIsLabelled() throws IOException {
        assertThat(TokenRows.read(rows())).hasSize(12).first().usingRecursiveComparison()
                .isEqualTo(new Labelled(new int[]{5, 7, 299, 9, 2, 299}, new boolean[]{false, false, false, true, true, true}));
    }

    @Test
    void figuresSayWhatLearnedAndHowWell() throws IOException {
        Map<String, Object> figures = Learning.measure(Path.of("src/test/resources/tiny-gpt2/model"), rows(), rows(),
                Optional.of(Lora.ofRank(2)), Compute.exact(), Device.CPU);
        assertThat(figures).containsEntry("learns", "lora of rank 2").containsEntry("steps", 3).containsKeys("tokensPerSecond",
                "heldOutLoss");
    }
}
