package dev.retort.model;

/** A type of the numbers in a safetensors file; in memory they are float32. */
public enum Precision {
    F32(4), F16(2);

    final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }
}
