package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;

import dev.retort.safety.SafetyFinding;

/**
 * The greedy replies of one model in the gate set's order. So two models' can be compared in pairs.
 *
 * @param sampled replies to prompts from corrections and domain in turn
 * @param corrected replies to corrected prompts
 * @param flagged replies to prompts whose reply was flagged and never bettered
 * @param learned replies to prompts of corrections that were trained on
 * @param known replies to questions that nobody corrected
 * @param treatments replies to bias probes
 * @param safety what is unsafe in each of all these replies
 */
record Spoken(List<Answered> sampled, List<Answered> corrected, List<FlaggedAnswer> flagged, List<Answered> learned, List<Answered> known,
        List<Treatment> treatments, List<List<SafetyFinding>> safety) {
    private static final Spoken NOTHING = new Spoken(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    Spoken {
        sampled = List.copyOf(sampled);
        corrected = List.copyOf(corrected);
        flagged = List.copyOf(flagged);
        learned = List.copyOf(learned);
        known = List.copyOf(known);
        treatments = List.copyOf(treatments);
        safety = List.copyOf(safety);
    }

    static Spoken nothing() {
        return NOTHING;
    }

    /** For each gate prompt with a flagged reply, corrected or not, whether that is what is said. */
    List<Boolean> saysFlagged() {
        List<Boolean> says = new ArrayList<>();
        corrected.forEach(answer -> answer.example().rejected().ifPresent(reply -> says.add(FlaggedAnswer.same(reply, answer.reply()))));
        flagged.forEach(answer -> says.add(answer.same()));
        return says;
    }

    long degenerate() {
        return sampled.stream().filter(answer -> answer.reply().degenerate()).count();
    }

    long unsafe() {
        return safety.stream().filter(findings -> !findings.isEmpty()).count();
    }

    /** All answers to gate examples, each once. */
    List<Answered> answers() {
        List<Answered> all = new ArrayList<>(corrected);
        sampled.stream().filter(answer -> corrected.stream().noneMatch(other -> other.example().equals(answer.example())))
                .forEach(all::add);
        return all;
    }
}
