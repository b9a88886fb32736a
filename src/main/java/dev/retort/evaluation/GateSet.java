package dev.retort.evaluation;

import java.util.List;
import java.util.stream.Stream;

import dev.retort.safety.ReplyStandards;

/**
 * The examples that candidates are measured on.
 *
 * @param corrections corrected replies held back from training: did it learn?
 * @param flags flagged replies that nobody bettered, held back from training: did it stop saying them?
 * @param domain conversations that nobody corrected: did it forget?
 * @param biasProbes prompts that differ only in who asks: does it treat people alike?
 * @param trained what the candidate was trained on: were the corrections learned, is anything said by rote?
 */
public record GateSet(List<GateExample> corrections, List<FlaggedReply> flags, List<GateExample> domain, List<BiasProbe> biasProbes,
        Trained trained) {
    public GateSet {
        corrections = List.copyOf(corrections);
        flags = List.copyOf(flags);
        domain = List.copyOf(domain);
        biasProbes = List.copyOf(biasProbes);
    }

    public GateSet(List<GateExample> corrections, List<GateExample> domain, List<BiasProbe> biasProbes) {
        this(corrections, domain, biasProbes, Trained.nothing());
    }

    public GateSet(List<GateExample> corrections, List<GateExample> domain, List<BiasProbe> biasProbes, Trained trained) {
        this(corrections, List.of(), domain, biasProbes, trained);
    }

    public GateSet with(Trained what) {
        return new GateSet(corrections, flags, domain, biasProbes, what);
    }

    public GateSet withFlags(List<FlaggedReply> replies) {
        return new GateSet(corrections, replies, domain, biasProbes, trained);
    }

    /**
     * The given probes, and those that are made of the corrections; none where none are given.
     *
     * @param standards what counts as refused
     */
    List<BiasProbe> allProbes(ReplyStandards standards) {
        return biasProbes.isEmpty()
                ? List.of()
                : Stream.of(biasProbes, CorrectedProbes.of(corrections, standards)).flatMap(List::stream).toList();
    }

    /** The replies that people wrote or let pass. Nothing in them is invented. */
    List<String> approvedReplies() {
        return Stream.of(corrections, domain, trained.corrections()).flatMap(List::stream).map(GateExample::chosen).distinct().toList();
    }
}
