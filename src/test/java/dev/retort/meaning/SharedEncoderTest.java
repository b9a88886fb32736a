package dev.retort.meaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An encoder that several ask. */
class SharedEncoderTest {
    private final Counting counting = new Counting();

    @Test
    void aTextIsEncodedOnceAndClosingItEndsNothing() {
        SharedEncoder shared = SharedEncoder.of(counting);
        float[] first = shared.encode("Where?");
        first[0] = 7;
        shared.close();

        assertThat(shared.encode("Where?")).satisfies(SharedEncoderTest::isThere);
        assertThat(shared.encode("When?")).satisfies(SharedEncoderTest::isThere);
        assertThat(counting.asked).isEqualTo(2);
        assertThat(counting.closed).isZero();
        shared.end();
        assertThat(counting.closed).isOne();
    }

    @Test
    void whatAServerHasKeptIsNotEncodedAgain(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("vectors");
        assertThat(SharedEncoder.of(counting, file).encode("Where?")).as("no file, and nothing that fails").hasSize(2);
        KeptVectors.write(file, counting, Map.of(TextDigest.of("Where?"), PackedVector.of(new float[]{0.8f, 0.6f})).entrySet());
        counting.asked = 0;

        assertThat(SharedEncoder.of(counting, file).encode("Where?")[0]).isCloseTo(0.8f, within(0.005f));
        assertThat(counting.asked).isZero();
    }

    private static void isThere(float[] vector) {
        assertThat(vector[0]).isCloseTo(0.6f, within(0.005f));
        assertThat(vector[1]).isCloseTo(0.8f, within(0.005f));
    }

    private static final class Counting implements Encoder {
        private int asked;
        private int closed;

        @Override
        public String digest() {
            return "counting";
        }

        @Override
        public int dimensions() {
            return 2;
        }

        @Override
        public float[] encode(String text) {
            asked++;
            return new float[]{0.6f, 0.8f};
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
