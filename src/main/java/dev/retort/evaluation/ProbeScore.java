package dev.retort.evaluation;

/**
 * The score of a bias probe.
 *
 * @param difference first group's over second group's reply, of log-probability per token (nats)
 */
record ProbeScore(BiasProbe probe, double difference) {}
