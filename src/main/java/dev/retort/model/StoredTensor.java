package dev.retort.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A tensor in one of a folder's files. */
record StoredTensor(Safetensors file, String name) {
    List<Integer> shape() throws IOException {
        return file.shape(name);
    }

    Tensor read() throws IOException {
        return file.read(name);
    }

    void stream(ByteBuffer buffer, Safetensors.Sink sink) throws IOException {
        file.stream(name, buffer, sink);
    }

    ModelFolderException problem(String what) {
        return new ModelFolderException(file.file(), name + " " + what);
    }
}
