package dev.retort.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A function between a block's two wide matrices, by transformers' names. The programs know it by its place here. */
public enum Activation {
    /** Hendrycks and Gimpel 2016, the approximation by tanh; its names differ in rounding alone. */
    GELU_TANH("gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_accurate"),
    /** The exact form. */
    GELU("gelu", "gelu_python"), RELU("relu"), SILU("silu", "swish"), TANH("tanh"), QUICK_GELU("quick_gelu");

    private final List<String> names;

    Activation(String... names) {
        this.names = List.of(names);
    }

    static Optional<Activation> named(String name) {
        return Arrays.stream(values()).filter(activation -> activation.names.contains(name)).findFirst();
    }

    static String known() {
        return Arrays.stream(values()).flatMap(activation -> activation.names.stream()).collect(Collectors.joining(", "));
    }

    /** The name that is written. */
    @Override
    public String toString() {
        return names.get(0);
    }
}
