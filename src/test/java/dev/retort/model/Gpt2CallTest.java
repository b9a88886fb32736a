package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The calls beside the program that they call. */
class Gpt2CallTest {
    private static final Comparator<PtNDArray> SAME = (one, other) -> one == other ? 0 : 1;

    static Stream<Class<?>> calls() {
        return ScriptSignature.calls(Gpt2Call.class);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCallNamesTheArgumentsOfItsMethodInTheirOrder(Class<?> call) {
        assertThat(ScriptSignature.called(call))
                .isEqualTo(ScriptSignature.declared(Gpt2.class, "gpt2.py", ScriptSignature.method(call)));
    }

    @Test
    void theSignatureOfAStepIsReadWhole() {
        assertThat(ScriptSignature.declared(Gpt2.class, "gpt2.py", "step")).hasSize(21)
                .startsWith(new ScriptSignature.Argument("caches", "List[Tensor]"))
                .endsWith(new ScriptSignature.Argument("likeliest", "List[int]"));
        assertThat(ScriptSignature.declared(Gpt2.class, "gpt2.py", "history")).isEmpty();
    }

    private record Inner(double second, int[] third) {}

    private record Every(long first, Inner inner, boolean fourth, PtNDArray fifth, double[] sixth, List<PtNDArray> seventh)
            implements
                ScriptCall {}

    private record Odd(String word) implements ScriptCall {}

    @Test
    void argumentsGoInTheOrderOfTheComponents() {
        Torch.useThreads();
        try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch")) {
            PtNDArray tensor = (PtNDArray) manager.zeros(new Shape(2), DataType.FLOAT32);
            IValue[] arguments = ScriptCalls.arguments(
                    new Every(1, new Inner(2.5, new int[]{3, 4}), true, tensor, new double[]{0.5}, List.of(tensor, tensor)));
            assertThat(arguments).hasSize(7);
            assertThat(arguments[0].toLong()).isEqualTo(1);
            assertThat(arguments[1].toDouble()).isEqualTo(2.5);
            assertThat(arguments[2].toLongArray()).containsExactly(3, 4);
            assertThat(arguments[3].toBoolean()).isTrue();
            assertThat(arguments[4].isTensor()).isTrue();
            assertThat(arguments[5].toDoubleArray()).containsExactly(0.5);
            assertThat(arguments[6].isTensorList()).isTrue();
            Arrays.stream(arguments).forEach(IValue::close);
        }
    }

    @Test
    void anArgumentThatNoProgramTakesIsNamed() {
        assertThatThrownBy(() -> ScriptCalls.arguments(new Odd("no"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an argument can't be a java.lang.String");
    }

    @Test
    void aChoiceFillsTheArgumentOfItsName() throws Exception {
        try (Gpt2 model = Reference.load(); SequenceCache one = model.newSequence(); SequenceCache two = model.newSequence()) {
            Choice choice = new Choice(0.1, 2, 0.3, 0.4, 1.5, 6, 0.7, new Steering(0.8, 0.9, Map.of(10, 1.1)), 12, 13);
            List<Advance> rows = List.of(new Advance(one, new int[]{1, 2}, Optional.empty()),
                    new Advance(two, new int[]{3}, Optional.of(choice)));
            StepChoices choices = StepChoices.of(rows);
            assertThat(choices.choosing()).containsExactly(1);
            assertThat(choices.temperature()).containsExactly(0.1);
            assertThat(choices.topK()).containsExactly(2);
            assertThat(choices.topP()).containsExactly(0.3);
            assertThat(choices.minP()).containsExactly(0.4);
            assertThat(choices.penalty()).containsExactly(1.5);
            assertThat(choices.ngram()).containsExactly(6);
            assertThat(choices.uniform()).containsExactly(0.7);
            assertThat(choices.presence()).containsExactly(0.8);
            assertThat(choices.frequency()).containsExactly(0.9);
            assertThat(choices.written()).containsExactly(12);
            assertThat(choices.biases()).containsExactly(1);
            assertThat(choices.biasIds()).containsExactly(10);
            assertThat(choices.bias()).containsExactly(1.1);
            assertThat(choices.likeliest()).containsExactly(13);
            assertThat(choices.reports()).isTrue();
            StepRows step = StepRows.of(rows);
            assertThat(step.caches()).usingElementComparator(SAME).containsExactly(one.keysAndValues, two.keysAndValues);
            assertThat(step.histories()).usingElementComparator(SAME).containsExactly(one.history, two.history);
            assertThat(step.starts()).containsExactly(0, 0);
            assertThat(step.counts()).containsExactly(2, 1);
            assertThat(step.ids()).containsExactly(1, 2, 3);
            assertThat(step.positions()).containsExactly(0, 1, 0);
        }
    }
}
