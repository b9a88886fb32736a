package dev.retort.training;

import dev.retort.model.Activation;
import dev.retort.model.ScriptNumbers;

/** The numbers with which {@code gpt2_training.py} begins. */
record SetupNumbers(double heads, double epsilon, double bf16, double remember, double activation, double onednn) implements ScriptNumbers {
    static SetupNumbers of(int heads, double epsilon, boolean bf16, boolean remember, Activation activation, boolean onednn) {
        return new SetupNumbers(heads, epsilon, bf16 ? 1 : 0, remember ? 1 : 0, activation.ordinal(),
                onednn ? 1 : 0);
    }
}
