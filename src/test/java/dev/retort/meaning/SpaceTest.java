package dev.retort.meaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class SpaceTest {
    private static final int DIMENSIONS = 8;
    private final Random random = new Random(7);

    @Test
    void aTriangleTimesItselfIsTheMatrixAndItsInverseUndoesIt() {
        double[] matrix = {4, 2, 0.6, 2, 5, 1, 0.6, 1, 3};
        double[] lower = Triangle.cholesky(matrix, 3);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                double sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += lower[row * 3 + k] * lower[column * 3 + k];
                }
                assertThat(sum).isCloseTo(matrix[row * 3 + column], within(1e-9));
            }
        }
        float[] inverse = Triangle.inverse(lower, 3);
        var column = new float[]{(float) lower[1], (float) lower[4], (float) lower[7]};
        assertThat(Triangle.times(inverse, column)).containsExactly(new float[]{0, 1, 0}, within(1e-6f));
    }

    /** Each group is at its own corner in the first four directions, and anywhere in the others, which say nothing. */
    @Test
    void whatVariesWithinGroupsCountsLess() {
        List<List<float[]>> groups = new ArrayList<>();
        for (int group = 0; group < 16; group++) {
            List<float[]> members = new ArrayList<>();
            for (int n = 0; n < 6; n++) {
                members.add(member(group));
            }
            groups.add(members);
        }
        Space space = Space.fit(groups);
        assertThat(space.kind()).isEqualTo(Space.Kind.FITTED);

        int plain = 0;
        int fitted = 0;
        for (int trial = 0; trial < 200; trial++) {
            int group = random.nextInt(16);
            float[] one = member(group);
            float[] same = member(group);
            float[] other = member((group + 1 + random.nextInt(15)) % 16);
            plain += cosine(one, same) > cosine(one, other) ? 1 : 0;
            fitted += cosine(space.place(one), space.place(same)) > cosine(space.place(one), space.place(other)) ? 1 : 0;
        }
        assertThat(fitted).isGreaterThan(plain + 10);
    }

    @Test
    void groupsOfOneTeachTheMeanOnly() {
        List<List<float[]>> groups = new ArrayList<>();
        for (int group = 0; group < 50; group++) {
            groups.add(List.of(member(group % 16)));
        }
        assertThat(Space.fit(groups).kind()).isEqualTo(Space.Kind.CENTRED);
        float[] one = member(3);
        assertThat(Space.plain(DIMENSIONS).place(one)).containsExactly(one, within(1e-6f));
    }

    private float[] member(int group) {
        var vector = new float[DIMENSIONS];
        for (int d = 0; d < DIMENSIONS; d++) {
            vector[d] = d < 4 ? ((group >> d & 1) == 0 ? -0.3f : 0.3f) : (float) random.nextGaussian() * 0.5f;
        }
        return Pooling.unit(vector);
    }

    private static float cosine(float[] one, float[] other) {
        return PackedVector.of(one).cosine(other);
    }
}
