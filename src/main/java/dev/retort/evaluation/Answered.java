package dev.retort.evaluation;

/** A gate prompt and what a model says to it. */
record Answered(GateExample example, GreedyReply reply) {}
