package dev.retort.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;

/** Brings weights from a file into the program, a little at a time: the program's own memory is the only place where a whole tensor is. */
final class ProgramLoader {
    private ProgramLoader() {}

    /** @param names the tensors' names in the file, in the program's order */
    static void fill(ScriptProgram program, ModelConfig config, Device device, Kernel kernel, Safetensors file,
            Map<String, String> names) throws IOException {
        program.call("configure", IValue.from((long) config.layers()), IValue.from((long) config.heads()),
                IValue.from(config.layerNormEpsilon()),
                IValue.from((long) kernel.ordinal()), IValue.from(kernel != Kernel.FP32 && !device.cuda()));
        ByteBuffer buffer = Safetensors.buffer();
        for (String stored : names.values()) {
            List<Integer> shape = file.shape(stored);
            try (PtNDManager manager = program.newManager()) {
                PtNDArray flat = (PtNDArray) manager.create(new Shape(Tensor.elements(shape)), DataType.FLOAT32);
                program.call("begin", IValue.from(flat));
                file.stream(stored, buffer, (at, chunk) -> {
                    try (PtNDArray part = manager.create(chunk, new Shape(chunk.remaining() / 4), DataType.FLOAT32)) {
                        program.call("put", IValue.from((long) at), IValue.from(part));
                    }
                });
            }
            program.call("keep", ScriptProgram.longs(shape.stream().mapToInt(i -> i).toArray()));
        }
    }
}
