package dev.retort.demo;

import java.util.OptionalDouble;

import dev.retort.client.Manner;

/** People who ask. All of them want the likeliest words, so that before and after can be compared. */
enum Asker {
    /** Somebody who uses the chat as it is. */
    CUSTOMER(true, true),
    /** A customer whom the model itself answers: agents go through what it writes. */
    CUSTOMER_OF_THE_MODEL(false, true),
    /** Somebody who looks from outside: neither the memory nor a run hears of what they ask. */
    OBSERVER(true, false),
    /** The same, answered by the model itself: what the weights have learned. */
    OBSERVER_OF_THE_MODEL(false, false);

    private final boolean memory;
    private final boolean recorded;

    Asker(boolean memory, boolean recorded) {
        this.memory = memory;
        this.recorded = recorded;
    }

    Manner manner() {
        return new Manner(OptionalDouble.of(0), memory, recorded);
    }

    /** Whether they come without a login. What visitors say is always recorded. */
    boolean isVisitor() { return recorded; }
}
