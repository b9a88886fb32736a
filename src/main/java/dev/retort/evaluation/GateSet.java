package dev.retort.evaluation;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.retort.safety.ReplyStandards;
import dev.retort.text.Words;

/**
 * The examples that candidates are measured on.
 *
 * @param corrections corrected replies held back from training: did it learn?
 * @param flags flagged replies that nobody bettered, held back from training: did it stop saying them?
 * @param domain conversations that nobody corrected: did it forget?
 * @param biasProbes prompts that differ only in who asks: does it treat people alike?
 * @param known questions that the model was made to answer and that are not measured: a memory tells by them where its corrections don't hold
 * @param trained what the candidate was trained on: were the corrections learned, is anything said by rote?
 */
public record GateSet(List<GateExample> corrections, List<FlaggedReply> flags, List<GateExample> domain, List<BiasProbe> biasProbes,
        List<GateExample> known, Trained trained) {
    public GateSet {
        corrections = List.copyOf(corrections);
        flags = List.copyOf(flags);
        domain = List.copyOf(domain);
        biasProbes = List.copyOf(biasProbes);
        known = List.copyOf(known);
    }

    public GateSet(List<GateExample> corrections, List<GateExample> domain, List<BiasProbe> biasProbes) {
        this(corrections, domain, biasProbes, Trained.nothing());
    }

    public GateSet(List<GateExample> corrections, List<GateExample> domain, List<BiasProbe> biasProbes, Trained trained) {
        this(corrections, List.of(), domain, biasProbes, List.of(), trained);
    }

    public GateSet with(Trained what) {
        return new GateSet(corrections, flags, domain, biasProbes, known, what);
    }

    public GateSet withFlags(List<FlaggedReply> replies) {
        return new GateSet(corrections, replies, domain, biasProbes, known, trained);
    }

    public GateSet withKnown(List<GateExample> questions) {
        return new GateSet(corrections, flags, domain, biasProbes, questions, trained);
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

    /** The conversations that nobody corrected, without questions and replies whose very words were corrected elsewhere: those may be wrong. */
    List<GateExample> uncorrected() {
        List<GateExample> all = Stream.of(corrections, trained.corrections()).flatMap(List::stream).toList();
        Set<String> questions = all.stream().map(GateSet::question).collect(Collectors.toSet());
        Set<List<String>> wrong = Stream
                .concat(all.stream().flatMap(example -> example.rejected().stream()), flags.stream().map(FlaggedReply::reply))
                .map(Words::of).collect(Collectors.toSet());
        return domain.stream().filter(example -> !questions.contains(question(example)) && !wrong.contains(Words.of(example.chosen())))
                .toList();
    }

    private static String question(GateExample example) {
        return example.prompt().stream().map(turn -> Words.joined(turn.content())).collect(Collectors.joining("\n"));
    }

    /** The replies that people wrote or let pass. Nothing in them is invented. */
    List<String> approvedReplies() {
        return Stream.of(corrections, domain, trained.corrections()).flatMap(List::stream).map(GateExample::chosen).distinct().toList();
    }
}
