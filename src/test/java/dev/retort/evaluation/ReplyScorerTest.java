package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Labelled;
import org.junit.jupiter.api.Test;

class ReplyScorerTest {
    private static final int[] IDS = {5, 9, 2, 7, 7};

    @Test
    void scoresWhatIsThereTwiceLikeTheFirst() throws Exception {
        Labelled reply = labelled(false, false, true, true, true);
        Labelled again = labelled(false, false, true, true, true);
        Labelled shorter = labelled(false, false, false, false, true);
        try (Gpt2 model = Gpt2.load(Path.of("src/test/resources/tiny-gpt2/model"), Device.CPU, Kernel.FP32)) {
            List<ReplyScore> scores = ReplyScorer.score(model, List.of(reply, shorter, again));
            assertThat(scores).extracting(ReplyScore::tokens).containsExactly(3, 1, 3);
            assertThat(scores.get(2)).isEqualTo(scores.get(0)).isNotEqualTo(scores.get(1));
        }
    }

    private static Labelled labelled(boolean... labels) {
        return new Labelled(IDS.clone(), labels);
    }
}
