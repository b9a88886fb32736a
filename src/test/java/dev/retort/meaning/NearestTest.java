package dev.retort.meaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class NearestTest {
    private static final int DIMENSIONS = 384;
    private final Random random = new Random(3);

    @Test
    void aPackedVectorsCosineIsNearlyTheVectors() {
        for (int n = 0; n < 100; n++) {
            float[] one = any();
            float[] other = near(one, random.nextFloat());
            double exact = 0;
            for (int d = 0; d < DIMENSIONS; d++) {
                exact += one[d] * other[d];
            }
            assertThat(PackedVector.of(one).cosine(other)).isCloseTo((float) exact, within(0.003f));
            assertThat(PackedVector.of(other).unpacked()).containsExactly(other, within(0.002f));
        }
    }

    @Test
    void theNearestOfManyIsFoundByItsSigns() {
        var nearest = new Nearest(DIMENSIONS);
        List<float[]> all = new ArrayList<>();
        for (int n = 0; n < 5 * Nearest.SMALL; n++) {
            all.add(any());
            nearest.add(PackedVector.of(all.get(n)));
        }
        for (int n = 0; n < all.size(); n += 500) {
            assertThat(nearest.nearest(near(all.get(n), 1f), 3, slot -> true)).hasSize(3).first().extracting(Nearest.Hit::slot)
                    .isEqualTo(n);
        }
    }

    @Test
    void onlyThoseAmongWhichOneLooksAreFound() {
        for (int size : List.of(100, Nearest.SMALL + 100)) {
            var nearest = new Nearest(DIMENSIONS);
            float[] first = any();
            nearest.add(PackedVector.of(first));
            for (int n = 1; n < size; n++) {
                nearest.add(PackedVector.of(near(first, 0.5f)));
            }
            assertThat(nearest.nearest(first, 1, slot -> true)).singleElement().extracting(Nearest.Hit::slot).isEqualTo(0);
            assertThat(nearest.nearest(first, 5, slot -> slot > 0)).hasSize(5).noneMatch(hit -> hit.slot() == 0)
                    .isSortedAccordingTo((a, b) -> Float.compare(b.cosine(), a.cosine()));
            nearest.remove(0);
            assertThat(nearest.size()).isEqualTo(size - 1);
            assertThat(nearest.nearest(first, 1, slot -> true)).noneMatch(hit -> hit.slot() == 0);
            assertThat(nearest.nearest(first, 5)).isEqualTo(nearest.nearest(first, 5, slot -> true)).noneMatch(hit -> hit.slot() == 0);
            assertThat(nearest.add(PackedVector.of(first))).isZero();
            assertThat(nearest.nearest(first, 1, slot -> slot == 7)).singleElement().extracting(Nearest.Hit::slot).isEqualTo(7);
        }
    }

    private float[] any() {
        var vector = new float[DIMENSIONS];
        for (int d = 0; d < DIMENSIONS; d++) {
            vector[d] = (float) random.nextGaussian();
        }
        return Pooling.unit(vector);
    }

    /** @param distance as long as the vector itself with 1 */
    private float[] near(float[] vector, float distance) {
        float[] noise = any();
        var result = new float[DIMENSIONS];
        for (int d = 0; d < DIMENSIONS; d++) {
            result[d] = vector[d] + distance * noise[d];
        }
        return Pooling.unit(result);
    }
}
