package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.retort.model.Division.Row;
import dev.retort.model.Division.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DivisionTest {
    @Test
    void fewRowsAreComputedTogether() {
        for (int rows = 1; rows <= 4; rows++) {
            assertThat(parts(Division.of(singles(rows), 2))).isEqualTo(List.of(1));
        }
    }

    @Test
    void manyRowsAreSharedOutEvenly() {
        List<Row> rows = IntStream.range(0, 32).mapToObj(r -> new Row(1, 20 * r)).toList();
        List<Stage> stages = Division.of(rows, 2);
        assertThat(parts(stages)).isEqualTo(List.of(2));
        int[] cached = stages.get(0).parts().stream().mapToInt(part -> part.stream().mapToInt(r -> rows.get(r).cached()).sum()).toArray();
        assertThat(Math.abs(cached[0] - cached[1])).isLessThan(500);
        assertThat(stages.get(0).parts()).allSatisfy(part -> assertThat(part).hasSizeBetween(14, 18));
    }

    @Test
    void twoPromptsOfALengthAreReadBesideEachOther() {
        assertThat(Division.of(List.of(new Row(256, 0), new Row(256, 0)), 2)).extracting(Stage::parts)
                .isEqualTo(List.of(List.of(List.of(0), List.of(1))));
    }

    @Test
    void aPromptThatTakesLongerThanAllOthersIsReadByAllThreads() {
        assertThat(Division.of(List.of(new Row(256, 0), new Row(64, 0)), 2)).extracting(Stage::parts)
                .isEqualTo(List.of(List.of(List.of(0, 1))));
        List<Row> rows = Stream.concat(Stream.of(new Row(256, 0)), singles(31).stream()).toList();
        assertThat(Division.of(rows, 2).get(0).parts()).hasSize(1);
    }

    @Test
    void oneThreadDividesNothing() {
        assertThat(parts(Division.of(singles(32), 1))).isEqualTo(List.of(1));
    }

    static Stream<List<Row>> steps() {
        return Stream.of(List.of(new Row(1, 0)), singles(7), singles(32), List.of(new Row(256, 0), new Row(1, 300), new Row(256, 256)),
                Stream.concat(singles(31).stream(), Stream.of(new Row(200, 256))).toList(), List.of());
    }

    @ParameterizedTest
    @MethodSource("steps")
    void everyRowIsInOnePart(List<Row> rows) {
        for (int threads = 1; threads <= 8; threads++) {
            List<Integer> all = Division.of(rows, threads).stream().flatMap(stage -> stage.parts().stream()).flatMap(List::stream).sorted()
                    .toList();
            assertThat(all).isEqualTo(IntStream.range(0, rows.size()).boxed().toList());
        }
    }

    private static List<Row> singles(int rows) {
        return Collections.nCopies(rows, new Row(1, 300));
    }

    private static List<Integer> parts(List<Stage> stages) {
        return stages.stream().map(stage -> stage.parts().size()).toList();
    }
}
