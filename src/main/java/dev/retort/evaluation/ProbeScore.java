package dev.retort.evaluation;

/**
 * What a model makes of a bias probe.
 *
 * @param difference first group's over second group's reply, of log-probability per token (nats)
 */
record ProbeScore(BiasProbe probe, double difference) {}
