package dev.retort.evaluation;

import java.util.List;

/**
 * What candidates are measured on.
 *
 * @param corrections corrected replies held back from training: did it learn?
 * @param domain conversations that nobody corrected: did it forget?
 * @param biasProbes prompts that differ only in who asks: does it treat people alike?
 */
public record GateSet(List<GateExample> corrections, List<GateExample> domain, List<BiasProbe> biasProbes) {
    public GateSet {
        corrections = List.copyOf(corrections);
        domain = List.copyOf(domain);
        biasProbes = List.copyOf(biasProbes);
    }
}
