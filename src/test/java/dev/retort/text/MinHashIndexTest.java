package dev.retort.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class MinHashIndexTest {
    private static final int PAIRS = 4000;

    @Test
    void pairsAtTheThresholdAreFoundAsOftenAsTheFormulaSaysAndOthersNever() {
        assertThat(found(18, 20)).isBetween(0.995, 1.0); // 18 shared of 18 + 2: 0.9
        assertThat(found(16, 20)).isBetween(0.975, 0.995); // 0.8: 1 - (1 - 0.8^4)^8 = 0.985, three deviations are 0.006
        assertThat(found(15, 20)).isZero(); // 0.75
    }

    /** Share of pairs of sets that find each other: {@code shared} members in both, {@code all} in one or both. */
    private static double found(int shared, int all) {
        var random = new Random(1);
        var index = new MinHashIndex();
        var found = new BitSet();
        for (int pair = 0; pair < PAIRS; pair++) {
            int[] members = random.ints().distinct().limit(all).toArray();
            int one = shared + (all - shared) / 2;
            int[] first = Arrays.stream(members, 0, one).sorted().toArray();
            int[] second = IntStream.concat(Arrays.stream(members, 0, shared), Arrays.stream(members, one, all)).sorted().toArray();
            int id = index.add(first);
            index.near(second, (near, same) -> {
                assertThat(near).isEqualTo(id);
                assertThat(same).isFalse();
                found.set(id);
            });
        }
        return found.cardinality() / (double) PAIRS;
    }

    @Test
    void theSameSetIsFoundAgainHoweverManyThereAre() {
        var random = new Random(2);
        var index = new MinHashIndex();
        int[][] sets = IntStream.range(0, 5000).mapToObj(i -> random.ints().distinct().limit(1 + i % 12).sorted().toArray())
                .toArray(int[][]::new);
        for (int[] set : sets) {
            index.add(set);
        }
        assertThat(index.size()).isEqualTo(5000);
        for (int i = 0; i < sets.length; i++) {
            int id = i;
            var found = new BitSet();
            index.near(sets[i], (near, same) -> found.set(near, same));
            assertThat(found.get(id)).as("set %d", id).isTrue();
        }
    }
}
