package dev.retort.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import org.junit.jupiter.api.Test;

class PretrainingTest {
    @Test
    void theModelLearnsWhatAlwaysFollows() {
        ModelConfig config = new ModelConfig(16, 32, 16, 1, 2, 64, 1e-5, 15);
        List<Labelled> counting = IntStream.range(0, 200).mapToObj(i -> IntStream.range(0, 12).map(t -> (i + t) % 15).toArray())
                .map(ids -> new Labelled(ids, new boolean[12])).toList();
        List<String> lines = new ArrayList<>();
        Pretraining.Result result = new Pretraining(4, 1e-2, 128, 0.01, 0, 1).run(config, counting, counting.subList(0, 15), Device.CPU,
                lines::add);
        assertThat(result.validationLoss()).hasSize(4);
        assertThat(result.validationLoss().get(3)).isLessThan(0.7).isLessThan(result.validationLoss().get(0));
        assertThat(result.tokens()).isEqualTo(4L * 200 * 12);
        assertThat(lines).anyMatch(line -> line.contains("epoch 4/4")).anyMatch(line -> line.contains("validation perplexity"));
    }
}
