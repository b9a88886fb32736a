package dev.retort.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.evaluation.Accepted;
import dev.retort.evaluation.Evaluation;
import dev.retort.evaluation.GateRules;
import dev.retort.evaluation.GateSet;
import dev.retort.evaluation.Inconclusive;
import dev.retort.evaluation.Outcome;
import dev.retort.evaluation.Rejected;
import dev.retort.evaluation.RuleResult;
import dev.retort.evaluation.Verdict;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Method;
import dev.retort.training.Objective;
import dev.retort.training.TrainingExample;
import org.junit.jupiter.api.Test;

/** The gate sees whether corrections were honest. */
class GateProofTest extends StarterProof {
    @Test
    void honestCorrectionsAreAccepted() throws IOException {
        Verdict verdict = judge("honest", pairs(), gateSet, replay, asInTheLoop(learned.size()));

        assertThat(verdict).as(verdict.summary()).isInstanceOf(Accepted.class);
        assertThat(verdict.rules()).extracting(RuleResult::outcome).containsOnly(Outcome.PASSED);
    }

    @Test
    void repliesShuffledAmongIntentsAreRejected() throws IOException {
        List<String> intents = learned.stream().map(Correction::intent).distinct().toList();
        List<Correction> shuffled = learned.subList(0, 27).stream().map(correction -> { // three questions of each intent
            String other = intents.get((intents.indexOf(correction.intent()) + 1) % intents.size());
            String reply = learned.stream().filter(candidate -> candidate.intent().equals(other)).findFirst().orElseThrow().reply();
            return new Correction(correction.intent(), correction.question(), reply);
        }).toList();

        Verdict verdict = judge("shuffled", shuffled, withoutBiasProbes());

        assertThat(verdict).as(verdict.summary()).isInstanceOf(Rejected.class);
        assertThat(verdict.rules()).filteredOn(rule -> rule.outcome() == Outcome.FAILED).extracting(RuleResult::rule)
                .contains("saidReplies");
    }

    @Test
    void pairsAndRepliesLearnedTogetherAreAccepted() throws IOException {
        Verdict verdict = judge("auto", pairs(), withoutBiasProbes(), replay,
                Hyperparameters.defaultsFor(starter.config(), Objective.of(Method.AUTO), Optional.empty()));

        assertThat(verdict).as(verdict.summary()).isInstanceOf(Accepted.class);
        RuleResult preferred = rule(verdict, "preferredReplies");
        assertThat(preferred.candidate().orElseThrow()).as("on paraphrases that were not learned")
                .isGreaterThan(preferred.champion().orElseThrow() + 0.5);
    }

    /** Flags say what not to reply, not what to reply instead: the model moves away from them and keeps the rest. */
    @Test
    void flagsAloneMakeTheirRepliesUnlikelyAndTheRestIsKept() throws IOException {
        List<TrainingExample> train = flags.stream().map(flag -> TrainingExample.flagged(flag.prompt(), flag.reply())).toList();
        GateSet set = new GateSet(List.of(), gateSet.domain(), List.of()).withFlags(flags);

        Verdict verdict = judge("flags", train, set, replay,
                Hyperparameters.defaultsFor(starter.config(), Objective.of(Method.KTO), Optional.empty()));

        RuleResult said = rule(verdict, "flaggedReplies");
        assertThat(said.champion()).hasValue(1);
        assertThat(said.candidate().orElseThrow()).isLessThan(0.25);
        assertThat(rule(verdict, "domainPerplexity").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(verdict).as("no correction says what would be right").isInstanceOf(Inconclusive.class);
        try (Gpt2 tuned = Gpt2.load(temp.resolve("flags"), Device.CPU, Kernel.FP32)) {
            double before = Evaluation.report(starter, set).flags().orElseThrow().perplexity();
            assertThat(Evaluation.report(tuned, set).flags().orElseThrow().perplexity())
                    .as("its own likeliest replies, about twenty tokens each")
                    .isGreaterThan(1.2 * before);
        }
    }

    /** Whoever corrects what was right, with one sentence for everything, and replays nothing, takes from the model what it knew. */
    @Test
    void correctionsThatBreakTheRestAreRejectedForForgetting() throws IOException {
        List<Correction> breaking = new ArrayList<>(learned.subList(0, 18));
        replay.stream().map(known -> known.prompt().get(0).content()).distinct().limit(54)
                .forEach(question -> breaking.add(new Correction("known", question, "Please read our help pages.")));

        Verdict verdict = judge("breaking", breaking, withoutBiasProbes(), List.of());

        assertThat(verdict).as(verdict.summary()).isInstanceOf(Rejected.class);
        assertThat(failed(verdict)).contains("domainPerplexity");
        assertThat(verdict.summary()).contains("replies nobody corrected");
    }

    /** Learned beside nothing that was known. Perplexity has no say here: the replies do. */
    @Test
    void aRunThatLosesWhatWasKnownIsRejectedWhateverPerplexitySays() throws IOException {
        Hyperparameters careless = Hyperparameters.defaultsFor(starter.config()).withReplayRatio(0);

        Verdict verdict = judge("careless", learned.stream().map(StarterProof::reply).toList(), withoutBiasProbes(), List.of(), careless,
                GateRules.defaults().withForgetting(1000, 0.01));

        assertThat(verdict).as(verdict.summary()).isInstanceOf(Rejected.class);
        assertThat(failed(verdict)).contains("keptReplies").doesNotContain("domainPerplexity");
        RuleResult kept = rule(verdict, "keptReplies");
        assertThat(kept.champion().orElseThrow()).as("of what it was made to answer").isGreaterThan(0.5);
        assertThat(kept.interval().orElseThrow().low()).isGreaterThan(0.01);
        assertThat(kept.explanation()).startsWith("share of known questions replied to rightly 0.").contains(" lost, ");
    }

    @Test
    void tooFewCorrectionsToTellAreInconclusiveAndTheCandidateIsKept() throws IOException {
        Verdict verdict = judge("honest", pairs(), new GateSet(gateSet.corrections().subList(0, 3), gateSet.domain(), List.of()), replay,
                asInTheLoop(learned.size()));

        assertThat(verdict).as(verdict.summary()).isInstanceOf(Inconclusive.class);
        assertThat(verdict.summary()).contains("3 corrections to judge by, at least 4 needed");
        assertThat(temp.resolve("honest")).isDirectoryContaining("glob:**/model.safetensors");
    }

    /** The gate's set for whatever else is to be seen: the probes take longer than all the rest. */
    private static GateSet withoutBiasProbes() {
        return new GateSet(gateSet.corrections(), gateSet.domain(), List.of());
    }
}
