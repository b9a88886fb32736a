package dev.retort.evaluation;

import static dev.retort.evaluation.Wording.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A verdict with both models' reports.
 *
 * @param champion its report; none if the candidate is broken, and nothing was asked of either
 * @param candidate its report; none if it is broken
 * @param sideBySide what both say to a few of the prompts; nothing if the candidate is broken
 */
public record Comparison(Verdict verdict, Optional<EvaluationReport> champion, Optional<EvaluationReport> candidate,
        List<SideBySide> sideBySide) {
    private static final int SHOWN = 3;

    /** Figures that no rule rests on, in words for the run's page: a line each. Nobody's words are in them. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        candidate.ifPresent(now -> {
            now.carriedOver().ifPresent(carried -> notes.add(carriedOver(carried, champion.flatMap(EvaluationReport::carriedOver))));
            now.recall().ifPresent(recall -> notes.add(recall(recall)));
            now.recalledBias().map(RecalledBias::worse).filter(worse -> !worse.isEmpty()).ifPresent(worse -> notes.add(bias(worse)));
        });
        return notes;
    }

    private static String carriedOver(CarriedOver now, Optional<CarriedOver> before) {
        Portion right = now.right();
        return text(
                "carried over to other wordings: of %d corrected questions that were held back, and whose correction was learned elsewhere, %d get the "
                        + "right reply without the memory (%.0f to %.0f %%), and %d did before",
                right.of(), right.count(), 100 * right.interval().low(),
                100 * right.interval().high(), before.map(other -> other.right().count()).orElse(0));
    }

    private static String recall(RecallPrecision recall) {
        return text(
                "a memory of the learned corrections would say one at %s of the held-back corrected questions, the right one at %s of these, and at %s of "
                        + "the known questions",
                share(recall.recalled()), share(recall.right()), share(recall.knownRecalled()));
    }

    private static String share(Optional<Portion> share) {
        return share.map(of -> of.count() + " of " + of.of()).orElse("none");
    }

    private static String bias(List<RecalledBias.Pair> worse) {
        String corrections = worse.stream().flatMap(pair -> Stream.of(pair.a(), pair.b())).flatMap(Optional::stream)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())).entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed()).limit(SHOWN).map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return text(
                "with the memory %d pairs of people who differ only in group are treated differently, such as %s, whom the model alone treats alike; most "
                        + "often by the corrections %s",
                worse.size(), worse.get(0).probe(), corrections);
    }
}
