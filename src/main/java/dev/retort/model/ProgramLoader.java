package dev.retort.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/** Brings weights from their files into the program, a little at a time: the program's own memory is the only place where a whole tensor is. */
final class ProgramLoader {
    private ProgramLoader() {}

    /** @param never ids that are not to be written */
    static void fill(ScriptProgram program, ModelConfig config, Device device, Kernel kernel, StoredWeights weights, int[] never)
            throws IOException {
        program.call(new Gpt2Call.Configure(config.layers(), config.heads(), config.layerNormEpsilon(), kernel.ordinal(),
                kernel != Kernel.FP32 && !device.cuda(), config.activation().ordinal(), config.tied(), never,
                kernel == Kernel.FP32 && device.oneDnn()));
        ByteBuffer buffer = Safetensors.buffer();
        for (StoredTensor stored : weights.tensors().values()) {
            List<Integer> shape = stored.shape();
            try (PtNDManager manager = program.newManager()) {
                PtNDArray flat = (PtNDArray) manager.create(new Shape(Tensor.elements(shape)), DataType.FLOAT32);
                program.call(new Gpt2Call.Begin(flat));
                stored.stream(buffer, (at, chunk) -> {
                    try (PtNDArray part = manager.create(chunk, new Shape(chunk.remaining() / 4), DataType.FLOAT32)) {
                        program.call(new Gpt2Call.Put(at, part));
                    }
                });
            }
            program.call(new Gpt2Call.Keep(shape.stream().mapToInt(i -> i).toArray()));
        }
    }
}
