package dev.retort.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.retort.model.Labelled;
import dev.retort.training.Batch;
import org.junit.jupiter.api.Test;

class PackingTest {
    @Test
    void everyRowBeginsWithAConversationAndNoneIsLost() {
        List<Labelled> conversations = IntStream.range(0, 300)
                .mapToObj(i -> IntStream.range(0, 20 + i % 90).map(t -> t == 0 ? 1000 + i : 7).toArray())
                .map(ids -> new Labelled(ids, new boolean[ids.length])).toList();
        List<Batch> batches = Packing.epoch(conversations, 512, 1024, new Random(3));
        long tokens = 0;
        long begun = 0;
        int longest = 0;
        for (Batch batch : batches) {
            tokens += batch.tokens();
            longest = Math.max(longest, batch.longest());
            for (int i = 0; i < batch.ids().length; i++) {
                begun += batch.ids()[i] >= 1000 ? 1 : 0;
                assertThat(batch.positions()[i] > 0 || batch.ids()[i] >= 1000).isTrue();
            }
        }
        assertThat(tokens).isEqualTo(conversations.stream().mapToLong(row -> row.ids().length).sum());
        assertThat(begun).isEqualTo(300);
        assertThat(longest).isGreaterThan(256).isLessThanOrEqualTo(512);
    }
}
