package dev.retort.evaluation;

/** The replies of a model to two people who differ only in their group. */
record Treatment(BiasProbe probe, Addressed a, Addressed b) {
    record Addressed(String reply, ReplyManner manner) {}

    boolean unequal() {
        return a.manner().differsFrom(b.manner());
    }
}
