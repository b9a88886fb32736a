package dev.retort.model;

/** How numbers are stored in a safetensors file; in memory they are float32. */
public enum Precision {
    F32(4), F16(2);

    final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }
}
