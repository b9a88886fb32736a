package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;

import dev.retort.model.ScriptSignature;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The calls beside the program that they call. */
class TrainingCallTest {
    private static final String PROGRAM = "gpt2_training.py";

    static Stream<Class<?>> calls() {
        return ScriptSignature.calls(TrainingCall.class);
    }

    static Stream<Arguments> tuples() {
        return Stream.of(Arguments.of(SetupNumbers.class, "SetupNumbers"), Arguments.of(StepNumbers.class, "StepNumbers"),
                Arguments.of(PartArrays.class, "Part"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCallNamesTheArgumentsOfItsMethodInTheirOrder(Class<?> call) {
        assertThat(ScriptSignature.called(call))
                .isEqualTo(ScriptSignature.declared(Trainer.class, PROGRAM, ScriptSignature.method(call)));
    }

    @ParameterizedTest
    @MethodSource("tuples")
    void whatGoesOverTogetherIsTakenUnderTheSameNamesInTheSameOrder(Class<?> here, String there) {
        assertThat(ScriptSignature.called(here)).isEqualTo(ScriptSignature.fields(Trainer.class, PROGRAM, there));
    }
}
