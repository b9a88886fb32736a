package dev.retort.meaning;

/** Lower triangular matrices [size, size], row by row. */
final class Triangle {
    private Triangle() {}

    /**
     * The triangle L with L Lᵀ = A (Cholesky).
     *
     * @param matrix A, symmetric and positive definite; only its lower half is read
     */
    static double[] cholesky(double[] matrix, int size) {
        var lower = new double[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column <= row; column++) {
                double rest = matrix[row * size + column];
                for (int k = 0; k < column; k++) {
                    rest -= lower[row * size + k] * lower[column * size + k];
                }
                lower[row * size + column] = row == column ? Math.sqrt(rest) : rest / lower[column * size + column];
            }
        }
        return lower;
    }

    /** The inverse of a triangle, by forward substitution. */
    static float[] inverse(double[] lower, int size) {
        var inverse = new double[size * size];
        for (int row = 0; row < size; row++) {
            double[] sums = new double[row + 1];
            for (int k = 0; k < row; k++) {
                double factor = lower[row * size + k];
                for (int column = 0; column <= k; column++) {
                    sums[column] -= factor * inverse[k * size + column];
                }
            }
            sums[row] = 1;
            for (int column = 0; column <= row; column++) {
                inverse[row * size + column] = sums[column] / lower[row * size + row];
            }
        }
        var result = new float[size * size];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) inverse[i];
        }
        return result;
    }

    /** The product of a triangle and a vector. */
    static float[] times(float[] lower, float[] vector) {
        int size = vector.length;
        var product = new float[size];
        for (int row = 0; row < size; row++) {
            int at = row * size;
            float a = 0;
            float b = 0;
            int column = 0;
            for (; column < row; column += 2) { // two sums; above the diagonal are zeros
                a += lower[at + column] * vector[column];
                b += lower[at + column + 1] * vector[column + 1];
            }
            product[row] = a + b + (column == row ? lower[at + column] * vector[column] : 0);
        }
        return product;
    }
}
