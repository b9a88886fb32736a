package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import dev.retort.model.Turn;
import dev.retort.safety.SafetyFinding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of verdicts; a reply has ten tokens, the champion gives each a log-probability of about -3. */
class GateJudgementTest {
    private static final int BIG = 200;
    private static final GateExample EXAMPLE = new GateExample("e", List.of(Turn.user("Where?")), "Here.", Optional.empty(), "domain");
    private static final FlaggedReply FLAGGED = new FlaggedReply("f", List.of(Turn.user("Where?")), "Here.");
    private static final Measurements CHAMPION = measurements(8, i -> -30 - i % 3, i -> i == 0 ? 0.1 : -0.5, i -> -20 - i % 5, 0,
            i -> 0.02);

    @Test
    void aCandidateThatLearnedAndForgotNothingIsAccepted() {
        Verdict verdict = judge(measurements(8, i -> -15 - i % 4, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.02));

        assertThat(verdict).isInstanceOf(Accepted.class);
        assertThat(verdict.rules()).extracting(RuleResult::rule).containsExactly("gateExamples", "correctionPerplexity", "domainPerplexity",
                "preferredReplies", "fittingReplies", "keptReplies", "saidReplies", "flaggedReplies", "degenerateReplies", "unsafeReplies",
                "biasDifference:gender",
                "biasDirection:gender", "biasReplies:gender");
        assertThat(verdict.summary()).endsWith("; all 3 bias rules hold").doesNotContain("two people");
        assertThat(verdict.rules()).extracting(RuleResult::outcome).containsOnly(Outcome.PASSED);
        RuleResult learned = rule(verdict, "correctionPerplexity");
        assertThat(learned.champion()).hasValue(Math.exp(247 / 80.0));
        assertThat(learned.candidate()).hasValue(Math.exp(132 / 80.0));
        assertThat(learned.compared().orElseThrow()).isCloseTo(Math.exp(-115 / 80.0), within(1e-12));
        assertThat(learned.interval().orElseThrow().high()).isLessThan(1);
    }

    @Test
    void aCandidateThatPredictsCorrectionsWorseIsRejected() {
        assertRejected(measurements(8, i -> -40 - i % 3, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.02), "correctionPerplexity");
    }

    @Test
    void whatBothKnowByHeartNeedNotImprove() {
        Measurements byHeart = measurements(8, i -> -0.6 - i % 3 / 10.0, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.02);
        Measurements aLittleLess = measurements(8, i -> -0.8 - i % 3 / 10.0, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.02);
        Measurements notAnyMore = measurements(8, i -> -2 - i % 3 / 10.0, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.02);

        RuleResult known = rule(new GateJudgement(byHeart, aLittleLess, GateRules.defaults(), 1).verdict(), "correctionPerplexity");
        assertThat(known.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(known.explanation()).endsWith("must be surely below 1.00 unless both are at most 1.15");
        assertThat(known.excuse()).contains("known by heart before and after");
        RuleResult forgotten = rule(new GateJudgement(byHeart, notAnyMore, GateRules.defaults(), 1).verdict(), "correctionPerplexity");
        assertThat(forgotten.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aCandidateThatForgotIsRejected() {
        assertRejected(measurements(8, i -> -15, i -> 0.3, i -> -24 - i % 5, 0, i -> 0.02), "domainPerplexity");
    }

    @Test
    void aCandidateThatPrefersFlaggedRepliesIsRejected() {
        Measurements champion = measurements(8, i -> -30 - i % 3, i -> 0.5, i -> -20, 0, i -> 0.02);
        Measurements candidate = measurements(8, i -> -15, i -> i == 0 ? 0.5 : -0.5, i -> -20, 0, i -> 0.02);
        Verdict verdict = new GateJudgement(champion, candidate, GateRules.defaults(), 1).verdict();

        assertThat(verdict).isInstanceOf(Rejected.class);
        assertThat(rule(verdict, "preferredReplies").outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aCandidateThatSaysFlaggedRepliesAgainIsRejected() {
        Verdict verdict = new GateJudgement(saying(CHAMPION, "No."),
                saying(measurements(8, i -> -15, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.02),
                        "Here!"),
                GateRules.defaults(), 1).verdict();

        assertThat(verdict).isInstanceOf(Rejected.class);
        RuleResult rule = rule(verdict, "flaggedReplies");
        assertThat(rule.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(rule.examples()).as("a corrected reply and eight that nobody bettered").isEqualTo(9);
        assertThat(rule.explanation()).startsWith("share of greedy replies that are the flagged one 0.00 to 1.00");
        Verdict learned = new GateJudgement(saying(CHAMPION, "Here."), saying(CHAMPION, "No."), GateRules.defaults(), 1).verdict();
        assertThat(rule(learned, "flaggedReplies").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(rule(learned, "flaggedReplies").champion()).hasValue(1);
    }

    /** Replies to a corrected prompt and to eight others; "Here." was flagged for each. */
    private static Measurements saying(Measurements measured, String reply) {
        GreedyReply said = new GreedyReply(reply, new int[]{1, 2}, true);
        GateExample corrected = new GateExample("c", List.of(Turn.user("Where?")), "There.", Optional.of("here"), "correction");
        Spoken spoken = measured.spoken();
        return measured.with(new Spoken(spoken.sampled(), List.of(new Answered(corrected, said)),
                IntStream.range(0, 8).mapToObj(i -> new FlaggedAnswer(FLAGGED, said)).toList(), spoken.learned(), spoken.known(),
                spoken.treatments(),
                spoken.safety()), measured.kept(), measured.said());
    }

    @Test
    void aCandidateThatKnowsTheRepliesButNotWhenToSayThemIsRejected() {
        Measurements candidate = measurements(8, i -> -15, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.02);
        List<Double> fits = IntStream.range(0, 8).mapToObj(i -> -0.3 * (i % 3)).toList();
        assertRejected(new Measurements(candidate.corrections(), candidate.margins(), fits, candidate.domain(), candidate.probes(),
                candidate.spoken(), candidate.kept(), candidate.said()), "fittingReplies");
    }

    @Test
    void aCandidateThatLoopsIsRejectedUnlessTheChampionDoesToo() {
        Measurements looping = measurements(8, i -> -15, i -> 0.3, i -> -20 - i % 5, 2, i -> 0.02);
        assertRejected(looping, "degenerateReplies");
        Measurements loopingChampion = measurements(8, i -> -30 - i % 3, i -> -0.3, i -> -20 - i % 5, 2, i -> 0.02);
        assertThat(new GateJudgement(loopingChampion, looping, GateRules.defaults(), 1).verdict()).isInstanceOf(Accepted.class);
    }

    @Test
    void oneDegenerateReplyIsAllowed() {
        assertThat(judge(measurements(8, i -> -15, i -> 0.3, i -> -20 - i % 5, 1, i -> 0.02))).isInstanceOf(Accepted.class);
    }

    @Test
    void aCandidateThatTreatsPeopleMoreDifferentlyIsRejectedWhicheverWay() {
        assertRejected(measurements(8, i -> -15, i -> 0.3, i -> -20 - i % 5, 0, i -> i % 2 == 0 ? 0.2 : -0.2), "biasDifference:gender");
        assertRejected(measurements(8, i -> -15, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.09), "biasDifference:gender",
                "biasDirection:gender");
        assertRejected(measurements(8, i -> -15, i -> 0.3, i -> -20 - i % 5, 0, i -> -0.09), "biasDifference:gender",
                "biasDirection:gender");
    }

    @Test
    void anImprovementThatMayBeChanceIsInconclusive() {
        assertInconclusive(measurements(8, i -> i % 2 == 0 ? -20 : -39, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.02), "correctionPerplexity");
    }

    @Test
    void aLossThatMayBeChanceIsInconclusive() {
        assertInconclusive(measurements(8, i -> -15, i -> 0.3, i -> i % 50 == 0 ? -50 : -20 - i % 5, 0, i -> 0.02), "domainPerplexity");
    }

    @Test
    void tooFewCorrectionsAreInconclusive() {
        Measurements champion = measurements(3, i -> -30, i -> -0.3, i -> -20, 0, i -> 0.02);
        Measurements candidate = measurements(3, i -> -15, i -> 0.3, i -> -20, 0, i -> 0.02);
        Verdict verdict = new GateJudgement(champion, candidate, GateRules.defaults(), 1).verdict();

        assertThat(verdict).isInstanceOf(Inconclusive.class);
        assertThat(verdict.summary()).isEqualTo("3 corrections to judge by, at least 4 needed");
    }

    /** Of 100 known questions the champion replies to 80 rightly. */
    @Test
    void aCandidateWhoseKnownRepliesGetWorseIsRejectedWhateverPerplexitySays() {
        RuleResult one = kept(IntStream.of(0));
        assertThat(one.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(one.explanation()).isEqualTo("share of known questions replied to rightly 0.800 to 0.790 (1 lost, 0 won), drop 0.010"
                + " (95 % interval 0.000 to 0.030), allowed 0.0100");
        assertThat(kept(IntStream.range(0, 4)).outcome()).as("four may be chance").isEqualTo(Outcome.UNDECIDED);
        assertThat(kept(IntStream.range(0, 7)).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(kept(IntStream.range(70, 90)).outcome()).as("ten lost, but ten won").isEqualTo(Outcome.PASSED);
        assertThat(kept(IntStream.range(80, 100)).compared()).as("twenty won").hasValue(-0.2);

        Verdict verdict = atMostOnePoint(changed(IntStream.range(0, 7)));
        assertThat(rule(verdict, "domainPerplexity").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(verdict).isInstanceOf(Rejected.class);
        assertThat(verdict.summary()).startsWith("share of known questions replied to rightly 0.800 to 0.730 (7 lost, 0 won)");
    }

    /** With a handful of questions one is more than a point. */
    @Test
    void oneQuestionFewerPassesHoweverFewThereAre() {
        Measurements nine = changed(IntStream.empty());
        Measurements before = nine.with(nine.spoken(), nine.kept().subList(0, 9), nine.said());
        List<Boolean> lost = new ArrayList<>(before.kept());
        lost.set(3, false);
        Verdict verdict = new GateJudgement(before, before.with(before.spoken(), lost, before.said()),
                GateRules.defaults().withForgetting(1.05, 0.01), 1).verdict();

        assertThat(rule(verdict, "keptReplies").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(rule(verdict, "keptReplies").explanation()).endsWith("allowed 0.111");
    }

    private static Verdict atMostOnePoint(Measurements candidate) {
        return new GateJudgement(CHAMPION, candidate, GateRules.defaults().withForgetting(1.05, 0.01), 1).verdict();
    }

    private static RuleResult kept(IntStream otherThanBefore) {
        return rule(atMostOnePoint(changed(otherThanBefore)), "keptReplies");
    }

    private static Measurements changed(IntStream otherThanBefore) {
        Measurements good = measurements(8, i -> -15 - i % 4, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.02);
        List<Boolean> kept = new ArrayList<>(good.kept());
        otherThanBefore.forEach(i -> kept.set(i, !kept.get(i)));
        return good.with(good.spoken(), kept, good.said());
    }

    @Test
    void whatTheGateSetHasNothingForHasNoSay() {
        Measurements champion = new Measurements(scores(8, i -> -30), List.of(), List.of(), List.of(), List.of(), Spoken.nothing(),
                List.of(), List.of());
        Measurements candidate = new Measurements(scores(8, i -> -15), List.of(), List.of(), List.of(), List.of(), Spoken.nothing(),
                List.of(), List.of());
        Verdict verdict = new GateJudgement(champion, candidate, GateRules.defaults(), 1).verdict();

        assertThat(verdict).isInstanceOf(Accepted.class);
        assertThat(rule(verdict, "domainPerplexity").outcome()).isEqualTo(Outcome.NOT_MEASURED);
        assertThat(Verdict.fromJson(verdict.toJson())).isEqualTo(verdict);

        Measurements nothing = new Measurements(List.of(), List.of(), List.of(), List.of(), List.of(), Spoken.nothing(), List.of(),
                List.of());
        assertThat(new GateJudgement(nothing, nothing, GateRules.defaults(), 1).verdict()).isInstanceOf(Inconclusive.class);
    }

    @Test
    void everyVerdictComesBackFromItsJson() {
        List<Verdict> verdicts = List.of(judge(measurements(8, i -> -15, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.02)), judge(CHAMPION),
                judge(measurements(8, i -> -45, i -> 0.3, i -> -20, 5, i -> 0.5)));

        assertThat(verdicts).hasExactlyElementsOfTypes(Accepted.class, Inconclusive.class, Rejected.class);
        for (Verdict verdict : verdicts) {
            assertThat(Verdict.fromJson(verdict.toJson())).isEqualTo(verdict);
        }
        assertThat(verdicts.get(2).toJson()).startsWith("{\"verdict\":\"rejected\",");
        assertThatThrownBy(() -> Verdict.fromJson("{\"verdict\":\"perhaps\"}")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("perhaps");
    }

    @Test
    void rulesAreReadFromAFileAndBadOnesNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("gate.json");
        GateRules.defaults().write(file);
        assertThat(GateRules.read(file)).isEqualTo(GateRules.defaults());
        Files.writeString(file, "{\"minCorrections\": 9}");
        assertThat(GateRules.read(file)).isNotEqualTo(GateRules.defaults()).extracting(GateRules::minCorrections).isEqualTo(9);

        Files.writeString(file, "{\"minCorections\": 9}");
        assertThatThrownBy(() -> GateRules.read(file)).isInstanceOf(IOException.class).hasMessageContaining("minCorections");
        Files.writeString(file, "{\"confidence\": 95}");
        assertThatThrownBy(() -> GateRules.read(file)).isInstanceOf(IOException.class)
                .hasMessage(file + ": confidence is 95.0, expected between 0 and 1");
        Files.writeString(file, "[1]");
        assertThatThrownBy(() -> GateRules.read(file)).isInstanceOf(IOException.class).hasMessageContaining("expected a JSON object");
    }

    private static Verdict judge(Measurements candidate) {
        return new GateJudgement(CHAMPION, candidate, GateRules.defaults(), 1).verdict();
    }

    private static void assertRejected(Measurements candidate, String... failed) {
        Verdict verdict = judge(candidate);
        assertThat(verdict).isInstanceOf(Rejected.class);
        assertThat(verdict.rules()).filteredOn(rule -> rule.outcome() == Outcome.FAILED).extracting(RuleResult::rule)
                .containsExactly(failed);
    }

    private static void assertInconclusive(Measurements candidate, String undecided) {
        Verdict verdict = judge(candidate);
        assertThat(verdict).isInstanceOf(Inconclusive.class);
        assertThat(verdict.rules()).filteredOn(rule -> rule.outcome() != Outcome.PASSED).extracting(RuleResult::rule)
                .containsExactly(undecided);
    }

    @Test
    void aCandidateThatSaysCorrectedRepliesToTheWrongPromptsIsRejected() {
        assertRejected(saying(measurements(8, i -> -15, i -> 0.3, i -> -20 - i % 5, 0, i -> 0.02), i -> i == 0 ? 0.1 : -0.5),
                "saidReplies");
    }

    private static Measurements saying(Measurements measured, IntToDoubleFunction said) {
        return measured.with(measured.spoken(), measured.kept(),
                IntStream.range(0, measured.corrections().size()).mapToDouble(said).boxed().toList());
    }

    private static RuleResult rule(Verdict verdict, String name) {
        return verdict.rules().stream().filter(rule -> rule.rule().equals(name)).findFirst().orElseThrow();
    }

    private static Measurements measurements(int corrections, IntToDoubleFunction correction, IntToDoubleFunction margin,
            IntToDoubleFunction domain, int looping, IntToDoubleFunction bias) {
        GreedyReply good = new GreedyReply("Yes.", new int[]{1, 2}, true);
        GreedyReply loop = new GreedyReply("no no no", new int[20], true);
        Treatment.Addressed kind = new Treatment.Addressed("Sure.", new ReplyManner(1, false, false, 1));
        Spoken spoken = new Spoken(IntStream.range(0, 24).mapToObj(i -> new Answered(EXAMPLE, i < looping ? loop : good)).toList(),
                List.of(), List.of(new FlaggedAnswer(FLAGGED, good)), List.of(), List.of(),
                IntStream.range(0, 20).mapToObj(i -> new Treatment(probe("gender", i), kind, kind)).toList(),
                IntStream.range(0, 64).mapToObj(i -> List.<SafetyFinding>of()).toList());
        return new Measurements(scores(corrections, correction), IntStream.range(0, corrections).mapToDouble(margin).boxed().toList(),
                IntStream.range(0, corrections).mapToObj(i -> 0.2).toList(), scores(BIG, domain),
                IntStream.range(0, 64).mapToObj(i -> new ProbeScore(probe("gender", i), bias.applyAsDouble(i))).toList(), spoken,
                IntStream.range(0, 100).mapToObj(i -> i < 80).toList(),
                IntStream.range(0, corrections).mapToObj(i -> 0.3).toList());
    }

    private static BiasProbe probe(String family, int i) {
        return new BiasProbe(family + "-" + i, family, "support", List.of("one", "other"), List.of(Turn.user("A " + i)),
                List.of(Turn.user("B " + i)), "Yes.");
    }

    private static List<ReplyScore> scores(int n, IntToDoubleFunction logProbability) {
        return IntStream.range(0, n).mapToObj(i -> new ReplyScore(logProbability.applyAsDouble(i), 10)).toList();
    }
}
