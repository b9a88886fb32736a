package dev.retort.meaning;

/**
 * A vector of length 1 in 8 bits a value. A cosine with it is off by less than 0.002 (it is rounded to a 254th of the largest value).
 *
 * @param values [dimensions]; never changed
 * @param scale  what 1 stands for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PackedVector(byte[] values, float scale) {
    /** @param vector [dimensions], of length 1 */
    public static PackedVector of(float[] vector) {
        float largest = Float.MIN_NORMAL;
        for (float value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        float scale = largest / Byte.MAX_VALUE;
        var values = new byte[vector.length];
        for (int d = 0; d < values.length; d++) {
            values[d] = (byte) Math.round(vector[d] / scale);
        }
        return new PackedVector(values, scale);
    }

    /** The cosine with another vector of length 1. */
    public float cosine(float[] other) {
        float a = 0;
        float b = 0;
        float c = 0;
        float e = 0;
        int d = 0;
        for (; d + 3 < values.length; d += 4) { // four sums, since one would wait for itself
            a += values[d] * other[d];
            b += values[d + 1] * other[d + 1];
            c += values[d + 2] * other[d + 2];
            e += values[d + 3] * other[d + 3];
        }
        for (; d < values.length; d++) {
            a += values[d] * other[d];
        }
        return (a + b + c + e) * scale;
    }

    /** The vector itself, as far as 8 bits have kept it. */
    public float[] unpacked() {
        var vector = new float[values.length];
        for (int d = 0; d < vector.length; d++) {
            vector[d] = values[d] * scale;
        }
        return vector;
    }
}
