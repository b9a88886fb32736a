package dev.retort.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/** Brings weights from a file into the program, a little at a time: the program's own memory is the only place where a whole tensor is. */
final class ProgramLoader {
    private ProgramLoader() {}

    /** @param names the tensors' names in the file, in the program's order */
    static void fill(ScriptProgram program, ModelConfig config, Device device, Kernel kernel, Safetensors file,
            Map<String, String> names) throws IOException {
        program.call(new Gpt2Call.Configure(config.layers(), config.heads(), config.layerNormEpsilon(), kernel.ordinal(),
                kernel != Kernel.FP32 && !device.cuda()));
        ByteBuffer buffer = Safetensors.buffer();
        for (String stored : names.values()) {
            List<Integer> shape = file.shape(stored);
            try (PtNDManager manager = program.newManager()) {
                PtNDArray flat = (PtNDArray) manager.create(new Shape(Tensor.elements(shape)), DataType.FLOAT32);
                program.call(new Gpt2Call.Begin(flat));
                file.stream(stored, buffer, (at, chunk) -> {
                    try (PtNDArray part = manager.create(chunk, new Shape(chunk.remaining() / 4), DataType.FLOAT32)) {
                        program.call(new Gpt2Call.Put(at, part));
                    }
                });
            }
            program.call(new Gpt2Call.Keep(shape.stream().mapToInt(i -> i).toArray()));
        }
    }
}
