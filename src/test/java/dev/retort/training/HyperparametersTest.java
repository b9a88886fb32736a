package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.retort.model.ModelConfig;
import org.junit.jupiter.api.Test;

/** Written hyperparameters stay as earlier programs wrote them: else their jobs and checkpoints could not be gone on with. */
class HyperparametersTest {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());
    private static final ModelConfig SMALL = new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299);
    private static final ModelConfig LARGE = new ModelConfig(50257, 1024, 768, 12, 12, 3072, 1e-5, 50256);
    private static final String ADAPTER = """
            {"learningRate":5.0E-4,"epochs":4,"rows":4,"accumulation":2,"warmupRatio":0.25,"schedule":"LINEAR","weightDecay":0.1,"maxGradNorm":0.5,"dropout":0.2,"replayRatio":4.0,"evaluationsPerEpoch":3,"seed":9,"objective":{"method":"AUTO","beta":0.2,"preference":1.0,"labelSmoothing":0.05,"replay":"LEARN"},"lora":{"rank":4,"alpha":8.0,"targets":["c_attn","c_fc","c_proj"]},"patience":3,"compute":{"matrices":"AUTO","recompute":true},"epsilon":1.0E-6,"tooLong":"REFUSE","wordDropout":0.3,"interpolation":1.0}""";
    private static final String ADAPTER_TEXT = """
            Hyperparameters[learningRate=5.0E-4, epochs=4, rows=4, accumulation=2, warmupRatio=0.25, schedule=LINEAR, weightDecay=0.1, maxGradNorm=0.5, dropout=0.2, replayRatio=4.0, evaluationsPerEpoch=3, seed=9, objective=Objective[method=AUTO, beta=0.2, preference=1.0, labelSmoothing=0.05, replay=LEARN], lora=Optional[Lora[rank=4, alpha=8.0, targets=[c_attn, c_fc, c_proj]]], patience=3, compute=Compute[matrices=AUTO, recompute=true], epsilon=1.0E-6, tooLong=REFUSE, wordDropout=0.3, interpolation=1.0]""";
    private static final String MANY_CORRECTIONS = """
            {"learningRate":4.0E-4,"epochs":7,"rows":8,"accumulation":1,"warmupRatio":0.1,"schedule":"COSINE","weightDecay":0.01,"maxGradNorm":1.0,"dropout":0.0,"replayRatio":8.0,"evaluationsPerEpoch":1,"seed":1,"objective":{"method":"SFT","beta":0.1,"preference":1.0,"labelSmoothing":0.0,"replay":"KEEP"},"lora":null,"patience":0,"compute":{"matrices":"FP32","recompute":false},"epsilon":1.0E-4,"tooLong":"DROP","wordDropout":0.15,"interpolation":0.93}""";

    private static Hyperparameters adapter() {
        return Hyperparameters
                .defaultsFor(LARGE, Objective.of(Method.AUTO).withBeta(0.2).withLabelSmoothing(0.05), Optional.of(Lora.ofRank(4)))
                .withBatch(4, 2).withSchedule(Schedule.LINEAR, 0.25).withRegularisation(0.1, 0.2).withMaxGradNorm(0.5).withEpsilon(1e-6)
                .withEvaluationsPerEpoch(3).withSeed(9).withPatience(3).withCompute(new Compute(Compute.Matrices.AUTO, true))
                .withTooLong(TooLong.REFUSE).withWordDropout(0.3);
    }

    @Test
    void theyAreWrittenToTheByteAsEver() throws IOException {
        assertThat(JSON.writeValueAsString(adapter())).startsWith(withoutEnd(ADAPTER));
        assertThat(JSON.writeValueAsString(Hyperparameters.defaultsFor(SMALL, Objective.sft(), Optional.empty(), 60)))
                .startsWith(withoutEnd(MANY_CORRECTIONS));
        assertThat(adapter().toString()).startsWith(withoutEnd(ADAPTER_TEXT));
    }

    /** More fields may follow. */
    private static String withoutEnd(String written) {
        return written.substring(0, written.length() - 1);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        assertThat(JSON.readValue(ADAPTER, Hyperparameters.class)).isEqualTo(adapter());
        assertThat(JSON.readValue(MANY_CORRECTIONS, Hyperparameters.class))
                .isEqualTo(Hyperparameters.defaultsFor(SMALL, Objective.sft(), Optional.empty(), 60));
    }

    @Test
    void aRunThatHadNoSuchThingIsReadAsOneThatDidWithoutIt() throws IOException {
        ObjectNode older = (ObjectNode) JSON.readTree(MANY_CORRECTIONS);
        older.remove(List.of("interpolation", "wordDropout"));
        assertThat(JSON.treeToValue(older, Hyperparameters.class))
                .isEqualTo(Hyperparameters.defaultsFor(SMALL).withEpochs(7).withReplayRatio(8).withWordDropout(0).withInterpolation(1));
    }

    @Test
    void whatIsOutOfItsBoundsIsNamedWhoeverSaysIt() {
        assertThatThrownBy(() -> adapter().withEpochs(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epochs is 0.0, expected 1 to 10000");
        assertThatThrownBy(() -> JSON.readValue(MANY_CORRECTIONS.replace("0.93", "1.5"), Hyperparameters.class))
                .hasMessageContaining("interpolation is 1.5, expected above 0, at most 1");
        assertThatThrownBy(() -> JSON.readValue(MANY_CORRECTIONS.replace("\"epochs\":7", "\"epochs\":\"many\""), Hyperparameters.class))
                .hasMessageContaining("epochs");
    }

    @Test
    void everyFieldHasANameOfItsOwn() {
        long components = Arrays.stream(Hyperparameters.class.getRecordComponents()).mapToLong(part -> HyperparameterGroup.class
                .isAssignableFrom(part.getType()) ? part.getType().getRecordComponents().length : 1).sum();
        assertThat(HyperparameterFields.of(adapter())).hasSize((int) components);
    }
}
