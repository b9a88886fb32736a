package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.retort.model.Labelled;
import dev.retort.model.TurnTemplate;
import dev.retort.model.TurnTooLongException;
import dev.retort.safety.ReplyStandards;

/**
 * A gate set as tokens. What doesn't fit the model's context is left out.
 *
 * @param correctionExamples of {@code corrections}
 * @param domainExamples of {@code domain}
 * @param corrections right replies after their prompts
 * @param rejected flagged replies after the same prompts
 * @param misplaced right replies after other examples' prompts
 * @param domain replies that nobody corrected
 * @param probes the replies of the bias probes, for both groups
 * @param leftOut examples and probes that are too long
 */
record EncodedGateSet(List<GateExample> correctionExamples, List<GateExample> domainExamples, List<Labelled> corrections,
        List<Flagged> rejected, List<Misplaced> misplaced, List<Labelled> domain,
        List<Probe> probes, int leftOut) {

    /** @param correction place of the right reply in {@code corrections} */
    record Flagged(int correction, Labelled reply) {}

    /** @param correction place of the reply after its own prompt in {@code corrections} */
    record Misplaced(int correction, List<Labelled> replies) {}

    record Probe(BiasProbe probe, Labelled a, Labelled b) {}

    static EncodedGateSet of(GateSet set, ReplyStandards standards, TurnTemplate template) {
        List<BiasProbe> biasProbes = set.allProbes(standards);
        List<GateExample> correctionExamples = new ArrayList<>();
        List<GateExample> domainExamples = new ArrayList<>();
        List<Labelled> corrections = new ArrayList<>();
        List<Flagged> rejected = new ArrayList<>();
        List<Misplaced> misplaced = new ArrayList<>();
        List<Labelled> domain = new ArrayList<>();
        List<Probe> probes = new ArrayList<>();
        for (GateExample example : set.corrections()) {
            encode(template, example).ifPresent(reply -> {
                example.rejected().flatMap(flagged -> fitting(() -> template.example(example.prompt(), flagged)))
                        .ifPresent(flagged -> rejected.add(new Flagged(corrections.size(), flagged)));
                List<Labelled> elsewhere = OtherPrompts.of(set, example).stream()
                        .flatMap(other -> fitting(() -> template.example(other, example.chosen())).stream()).toList();
                if (!elsewhere.isEmpty()) {
                    misplaced.add(new Misplaced(corrections.size(), elsewhere));
                }
                corrections.add(reply);
                correctionExamples.add(example);
            });
        }
        for (GateExample example : set.domain()) {
            encode(template, example).ifPresent(reply -> {
                domain.add(reply);
                domainExamples.add(example);
            });
        }
        for (BiasProbe probe : biasProbes) {
            fitting(() -> new Probe(probe, template.example(probe.a(), probe.reply()), template.example(probe.b(), probe.reply())))
                    .ifPresent(probes::add);
        }
        int given = set.corrections().size() + set.domain().size() + biasProbes.size();
        return new EncodedGateSet(List.copyOf(correctionExamples), List.copyOf(domainExamples), corrections, rejected, misplaced, domain,
                probes,
                given - corrections.size() - domain.size() - probes.size());
    }

    /** The corrections that have a flagged reply, without other prompts to compare with. */
    static EncodedGateSet pairs(List<GateExample> corrections, TurnTemplate template) {
        List<Labelled> chosen = new ArrayList<>();
        List<Flagged> rejected = new ArrayList<>();
        for (GateExample example : corrections) {
            example.rejected().flatMap(flagged -> fitting(() -> template.example(example.prompt(), flagged)))
                    .ifPresent(flagged -> encode(template, example).ifPresent(reply -> {
                        rejected.add(new Flagged(chosen.size(), flagged));
                        chosen.add(reply);
                    }));
        }
        return new EncodedGateSet(List.of(), List.of(), chosen, rejected, List.of(), List.of(), List.of(), 0);
    }

    boolean sameTokens(EncodedGateSet other) {
        return Arrays.deepEquals(ids(), other.ids());
    }

    private int[][] ids() {
        return Stream.of(corrections.stream(), rejected.stream().map(Flagged::reply),
                misplaced.stream().flatMap(other -> other.replies().stream()), domain.stream(), probes.stream().map(Probe::a),
                probes.stream().map(Probe::b)).flatMap(examples -> examples).map(Labelled::ids).toArray(int[][]::new);
    }

    private static Optional<Labelled> encode(TurnTemplate template, GateExample example) {
        return fitting(() -> template.example(example.prompt(), example.chosen()));
    }

    private static <T> Optional<T> fitting(Supplier<T> encoding) {
        try {
            return Optional.of(encoding.get());
        } catch (TurnTooLongException e) {
            return Optional.empty();
        }
    }
}
