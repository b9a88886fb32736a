package dev.retort.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** A part of a step as {@code gpt2_training.py} takes it; its {@code Part} says what each array is. */
record PartArrays(NDArray ids, NDArray positions, NDArray rows, NDArray at, NDArray labels, NDArray weights, NDArray reply,
        NDArray reference, NDArray pairs, NDArray pairWeights, NDArray flags, NDArray flagWeights, NDArray kept) {

    static PartArrays of(NDManager arrays, Batch part, Share share) {
        return new PartArrays(arrays.create(part.ids()), arrays.create(part.positions()), table(arrays, part.rows(), 3),
                arrays.create(part.at()), arrays.create(part.labels()), arrays.create(divided(part.weights(), share.items())),
                arrays.create(part.replies()), arrays.create(part.reference()), table(arrays, part.pairs(), 2),
                arrays.create(divided(part.pairWeights(), share.examples())), table(arrays, part.flags(), 2),
                arrays.create(divided(part.flagWeights(), share.examples())), arrays.create(divided(part.kept(), share.items())));
    }

    private static NDArray table(NDManager arrays, long[] flat, int columns) {
        return arrays.create(flat, new Shape(flat.length / columns, columns));
    }

    private static float[] divided(float[] weights, double by) {
        float[] shares = new float[weights.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (float) (weights[i] / by);
        }
        return shares;
    }
}
