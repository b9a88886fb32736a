package dev.retort.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

class SplitTest {
    private static Map<Split, Long> counts(long from, long to) {
        Map<Split, Long> counts = new EnumMap<>(Split.class);
        LongStream.range(from, to).forEach(n -> counts.merge(Split.ofCluster(n), 1L, Long::sum));
        return counts;
    }

    @Test
    void everyTenClustersHaveTwoForTheGateAndOneForValidation() {
        for (long block = 0; block < 1000; block++) {
            assertThat(counts(10 * block, 10 * block + 10)).containsEntry(Split.GATE, 2L).containsEntry(Split.VALIDATION, 1L)
                    .containsEntry(Split.TRAIN, 7L);
            assertThat(counts(10 * block, 10 * block + 5)).containsEntry(Split.GATE, 1L);
        }
    }

    @Test
    void aSingleCorrectionCanBeLearned() {
        assertThat(Split.ofCluster(0)).isEqualTo(Split.TRAIN);
    }

    @Test
    void placesAreNotPeriodic() {
        assertThat(LongStream.range(0, 200).filter(b -> Split.ofCluster(10 * b + 3) == Split.GATE).count()).isBetween(20L, 90L);
    }
}
