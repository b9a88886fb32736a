package dev.retort.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatestKeptTest {
    @Test
    void theOldestMakeRoomByNumber() {
        LatestKept<String> kept = new LatestKept<>(2, 1_000_000);
        kept.put("a", "1", 1);
        kept.put("b", "2", 1);
        kept.put("c", "3", 1);

        assertThat(kept.get("a")).isEmpty();
        assertThat(kept.get("b")).contains("2");
        assertThat(kept.size()).isEqualTo(2);
    }

    @Test
    void theOldestMakeRoomBySize() {
        LatestKept<String> kept = new LatestKept<>(1000, 10_000);
        for (int i = 0; i < 1000; i++) {
            kept.put("k" + i, "v", 3000);
        }

        assertThat(kept.size()).isEqualTo(3);
        assertThat(kept.bytes()).isLessThanOrEqualTo(10_000);
        assertThat(kept.get("k999")).contains("v");
    }

    @Test
    void oneThatAloneIsTooLargeIsNotKept() {
        LatestKept<String> kept = new LatestKept<>(10, 10_000);
        kept.put("k", "v", 10_001);
        assertThat(kept.size()).isZero();
        assertThat(kept.bytes()).isZero();
    }

    @Test
    void aKeyHasOneValueAndTheLatestCounts() {
        LatestKept<String> kept = new LatestKept<>(2, 10_000);
        kept.put("a", "1", 4000);
        kept.put("b", "2", 10);
        kept.put("a", "3", 20);
        assertThat(kept.get("a")).contains("3");
        kept.put("c", "4", 10);
        assertThat(kept.get("b")).as("older than what a says now").isEmpty();

        kept.remove("a");
        kept.remove("c");
        assertThat(kept.bytes()).isZero();
    }
}
