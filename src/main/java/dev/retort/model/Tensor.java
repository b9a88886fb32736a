package dev.retort.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * float32 numbers in a direct buffer.
 *
 * @param shape sizes, outermost first
 * @param bytes direct, native order, position 0, 4 bytes for each element
 */
public record Tensor(List<Integer> shape, ByteBuffer bytes) {
    public Tensor {
        if (!bytes.isDirect() || bytes.order() != ByteOrder.nativeOrder() || bytes.capacity() != 4L * elements(shape)) {
            throw new IllegalArgumentException("the buffer of a tensor is direct, in native order, and holds " + shape + " float32");
        }
        shape = List.copyOf(shape);
    }

    /** Zeros. */
    public static Tensor of(List<Integer> shape) {
        return new Tensor(shape,
                ByteBuffer.allocateDirect(Math.multiplyExact(4, Math.toIntExact(elements(shape)))).order(ByteOrder.nativeOrder()));
    }

    public static Tensor of(List<Integer> shape, float[] values) {
        Tensor tensor = of(shape);
        tensor.floats().put(values);
        return tensor;
    }

    /** A view of the numbers, position 0. */
    public FloatBuffer floats() {
        return bytes.duplicate().order(ByteOrder.nativeOrder()).clear().asFloatBuffer();
    }

    public int elements() {
        return bytes.capacity() / 4;
    }

    public float[] toArray() {
        float[] values = new float[elements()];
        floats().get(values);
        return values;
    }

    static long elements(List<Integer> shape) {
        long product = 1;
        for (int size : shape) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }
}
