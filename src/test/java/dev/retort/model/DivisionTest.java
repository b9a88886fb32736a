package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.retort.model.Division.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DivisionTest {
    @Test
    void fewRowsAreComputedTogether() {
        for (int rows = 1; rows <= 4; rows++) {
            assertThat(Division.of(singles(rows), 2)).hasSize(1);
        }
    }

    @Test
    void manyRowsAreSharedOutEvenly() {
        List<Row> rows = IntStream.range(0, 32).mapToObj(r -> new Row(1, 20 * r)).toList();
        List<List<Integer>> parts = Division.of(rows, 2);
        assertThat(parts).hasSize(2).allSatisfy(part -> assertThat(part).hasSizeBetween(14, 18));
        int[] cached = parts.stream().mapToInt(part -> part.stream().mapToInt(r -> rows.get(r).cached()).sum()).toArray();
        assertThat(Math.abs(cached[0] - cached[1])).isLessThan(500);
    }

    @Test
    void twoPromptsOfALengthAreReadBesideEachOther() {
        assertThat(Division.of(List.of(new Row(256, 0), new Row(256, 0)), 2)).isEqualTo(List.of(List.of(0), List.of(1)));
    }

    @Test
    void aPromptThatTakesLongerThanAllOthersIsReadByAllThreads() {
        assertThat(Division.of(List.of(new Row(256, 0), new Row(64, 0)), 2)).isEqualTo(List.of(List.of(0, 1)));
        assertThat(Division.of(Stream.concat(Stream.of(new Row(256, 0)), singles(31).stream()).toList(), 2)).hasSize(1);
    }

    @Test
    void oneThreadDividesNothing() {
        assertThat(Division.of(singles(32), 1)).hasSize(1);
    }

    static Stream<List<Row>> steps() {
        return Stream.of(List.of(new Row(1, 0)), singles(7), singles(32), List.of(new Row(256, 0), new Row(1, 300), new Row(256, 256)),
                Stream.concat(singles(31).stream(), Stream.of(new Row(200, 256))).toList(), List.of());
    }

    @ParameterizedTest
    @MethodSource("steps")
    void everyRowIsInOnePart(List<Row> rows) {
        for (int threads = 1; threads <= 8; threads++) {
            List<Integer> all = Division.of(rows, threads).stream().flatMap(List::stream).sorted()
                    .toList();
            assertThat(all).isEqualTo(IntStream.range(0, rows.size()).boxed().toList());
        }
    }

    private static List<Row> singles(int rows) {
        return Collections.nCopies(rows, new Row(1, 300));
    }
}
