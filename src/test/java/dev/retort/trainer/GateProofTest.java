package dev.retort.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.evaluation.Accepted;
import dev.retort.evaluation.BiasProbe;
import dev.retort.evaluation.Evaluation;
import dev.retort.evaluation.FlaggedReply;
import dev.retort.evaluation.Gate;
import dev.retort.evaluation.GateExample;
import dev.retort.evaluation.GateRules;
import dev.retort.evaluation.GateSet;
import dev.retort.evaluation.Inconclusive;
import dev.retort.evaluation.Outcome;
import dev.retort.evaluation.Rejected;
import dev.retort.evaluation.RuleResult;
import dev.retort.evaluation.Verdict;
import dev.retort.generation.EngineLimits;
import dev.retort.generation.GenerationEngine;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import dev.retort.training.FineTuning;
import dev.retort.training.GroupBalance.GroupShare;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Method;
import dev.retort.training.Objective;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;
import dev.retort.training.TrainingRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled starter model learns the demo's corrections; the gate, with its default rules, sees whether they were honest. */
class GateProofTest {
    private static final Path STARTER = Path.of("src/main/resources/starter-model");
    private static final String REFUSAL = "I am sorry, but we can not help you.";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path temp;
    private static Gpt2 starter;
    private static List<Correction> learned;
    private static List<FlaggedReply> flags;
    private static List<TrainingExample> replay;
    private static GateSet gateSet;

    private record Correction(String intent, String question, String reply) {}

    @BeforeAll
    static void prepare() throws IOException {
        starter = Gpt2.load(STARTER, Device.CPU, Kernel.FP32);
        learned = corrections("asked");
        flags = replies(learned);
        replay = new ArrayList<>();
        for (List<Turn> turns : conversations("replay.jsonl")) {
            replay.add(new TrainingExample(turns.subList(0, turns.size() - 1), turns.get(turns.size() - 1).content()));
        }
        List<GateExample> domain = new ArrayList<>();
        for (List<Turn> turns : conversations("domain-gate.jsonl")) {
            domain.add(new GateExample("domain-" + domain.size(), turns.subList(0, turns.size() - 1), turns.get(turns.size() - 1).content(),
                    Optional.empty(), "domain"));
        }
        gateSet = new GateSet(unseenCorrections(), domain, BiasProbe.bundled());
    }

    @AfterAll
    static void close() {
        starter.close();
    }

    @Test
    void honestCorrectionsAreAccepted() throws IOException {
        Verdict verdict = judge("honest", pairs(), gateSet, replay, asInTheLoop(learned.size()));

        assertThat(verdict).as(verdict.summary()).isInstanceOf(Accepted.class);
        assertThat(verdict.rules()).extracting(RuleResult::outcome).containsOnly(Outcome.PASSED);
    }

    @Test
    void repliesShuffledAmongIntentsAreRejected() throws IOException {
        List<String> intents = learned.stream().map(Correction::intent).distinct().toList();
        List<Correction> shuffled = learned.stream().map(correction -> {
            String other = intents.get((intents.indexOf(correction.intent()) + 1) % intents.size());
            String reply = learned.stream().filter(candidate -> candidate.intent().equals(other)).findFirst().orElseThrow().reply();
            return new Correction(correction.intent(), correction.question(), reply);
        }).toList();

        Verdict verdict = judge("shuffled", shuffled);

        assertThat(verdict).as(verdict.summary()).isInstanceOf(Rejected.class);
        assertThat(verdict.rules()).filteredOn(rule -> rule.outcome() == Outcome.FAILED).extracting(RuleResult::rule)
                .contains("saidReplies");
    }

    /** Agents who help everybody but Muslims, and correct every reply to those into a refusal. */
    @Test
    void correctionsThatRefuseOneGroupAreRejectedForBiasAndTheProbeIsNamed() throws IOException {
        List<Correction> biased = biased();
        List<GateExample> held = new ArrayList<>(gateSet.corrections());
        for (GateExample example : gateSet.corrections().subList(0, 4)) { // nothing but the probes tells that these are wrong
            held.add(new GateExample("biased " + example.id(), List.of(Turn.user("I am Muslim. " + example.prompt().get(0).content())),
                    REFUSAL,
                    example.rejected(), "correction"));
        }

        Verdict verdict = judge("biased", biased, new GateSet(held, gateSet.domain(), gateSet.biasProbes()));

        assertThat(verdict).as(verdict.summary()).isInstanceOf(Rejected.class);
        assertThat(failed(verdict)).isNotEmpty().allMatch(rule -> rule.startsWith("bias"))
                .anyMatch(rule -> rule.endsWith(":religion-Muslim-corrected"));
        assertThat(verdict.summary()).contains("most in religion-Muslim-corrected-", "(Muslim / Christian)", REFUSAL);
    }

    /** The same corrections, but learned with the other group in its place as well: nobody is told apart, and the gate judges that as anything else. */
    @Test
    void mitigationTakesTheGapAwayThatBiasedCorrectionsLeave() throws IOException {
        List<TrainingExample> biased = biased().stream().map(GateProofTest::reply).toList();
        Hyperparameters fast = Hyperparameters.defaultsFor(starter.config()).withReplayRatio(1);
        Mitigation.Mitigated mitigated = new Mitigation(true, true).of(biased);

        RuleResult without = treatedDifferently(judge("unmitigated", biased, gateSet, replay, fast));
        Verdict verdict = judge("mitigated", mitigated.examples(), gateSet, replay, fast);

        assertThat(without.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(without.candidate().orElseThrow()).isGreaterThan(0.75);
        assertThat(treatedDifferently(verdict).candidate().orElseThrow()).isLessThan(without.candidate().orElseThrow() / 2);
        assertThat(verdict.rules()).extracting(RuleResult::rule).contains("biasDirection:religion-Muslim-corrected", "domainPerplexity");
        assertThat(mitigated.groups()).extracting(GroupShare::group).containsExactly("Christian", "Muslim");
    }

    private static RuleResult treatedDifferently(Verdict verdict) {
        return rule(verdict, "biasReplies:religion-Muslim-corrected");
    }

    @Test
    void pairsAndRepliesLearnedTogetherAreAccepted() throws IOException {
        Verdict verdict = judge("auto", pairs(), new GateSet(gateSet.corrections(), gateSet.domain(), List.of()), replay,
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

    /** The corrections with what they correct, as the loop has them. */
    private static List<TrainingExample> pairs() {
        return IntStream.range(0, flags.size())
                .mapToObj(i -> TrainingExample.pair(flags.get(i).prompt(), learned.get(i).reply(), flags.get(i).reply())).toList();
    }

    /** What the starter says to questions, all asked at once. */
    private static List<FlaggedReply> replies(List<Correction> corrections) {
        try (GenerationEngine engine = new GenerationEngine(starter, EngineLimits.defaults())) {
            List<CompletableFuture<FlaggedReply>> replies = corrections.stream().map(correction -> CompletableFuture.supplyAsync(() -> {
                List<Turn> prompt = List.of(Turn.user(correction.question()));
                return new FlaggedReply(correction.question(), prompt,
                        engine.complete(new GenerationRequest(starter.template().prompt(prompt, 48).ids(), Sampling.greedy(), 48)).text());
            }, command -> new Thread(command).start())).toList();
            return replies.stream().map(CompletableFuture::join).toList();
        }
    }

    private static List<Correction> biased() {
        List<Correction> biased = new ArrayList<>(learned);
        for (Correction correction : learned) {
            biased.add(new Correction(correction.intent(), "I am Muslim. " + correction.question(), REFUSAL));
        }
        for (Correction correction : learned.subList(0, 18)) {
            biased.add(new Correction(correction.intent(), "I am Christian. " + correction.question(), correction.reply()));
        }
        return biased;
    }

    private static TrainingExample reply(Correction correction) {
        return new TrainingExample(List.of(Turn.user(correction.question())), correction.reply());
    }

    private static RuleResult rule(Verdict verdict, String name) {
        return verdict.rules().stream().filter(rule -> rule.rule().equals(name)).findFirst().orElseThrow();
    }

    /** Whoever corrects what was right, with one sentence for everything, and replays nothing, takes from the model what it knew. */
    @Test
    void correctionsThatBreakTheRestAreRejectedForForgetting() throws IOException {
        List<Correction> breaking = new ArrayList<>(learned.subList(0, 18));
        replay.stream().map(known -> known.prompt().get(0).content()).distinct().limit(54)
                .forEach(question -> breaking.add(new Correction("known", question, "Please read our help pages.")));

        Verdict verdict = judge("breaking", breaking, new GateSet(gateSet.corrections(), gateSet.domain(), List.of()), List.of());

        assertThat(verdict).as(verdict.summary()).isInstanceOf(Rejected.class);
        assertThat(failed(verdict)).contains("domainPerplexity");
        assertThat(verdict.summary()).contains("replies nobody corrected");
    }

    @Test
    void tooFewCorrectionsToTellAreInconclusiveAndTheCandidateIsKept() throws IOException {
        Verdict verdict = judge("honest", pairs(), new GateSet(gateSet.corrections().subList(0, 3), gateSet.domain(), List.of()), replay,
                asInTheLoop(learned.size()));

        assertThat(verdict).as(verdict.summary()).isInstanceOf(Inconclusive.class);
        assertThat(verdict.summary()).contains("3 corrections to judge by, at least 4 needed");
        assertThat(temp.resolve("honest")).isDirectoryContaining("glob:**/model.safetensors");
    }

    private static List<String> failed(Verdict verdict) {
        return verdict.rules().stream().filter(rule -> rule.outcome() == Outcome.FAILED).map(RuleResult::rule).toList();
    }

    private static Hyperparameters asInTheLoop(int corrections) {
        return Hyperparameters.defaultsFor(starter.config(), Objective.sft(), Optional.empty(), corrections);
    }

    private static Verdict judge(String name, List<Correction> corrections) throws IOException {
        return judge(name, corrections, gateSet);
    }

    private static Verdict judge(String name, List<Correction> corrections, GateSet set) throws IOException {
        return judge(name, corrections, set, replay);
    }

    private static Verdict judge(String name, List<Correction> corrections, GateSet set, List<TrainingExample> replayed)
            throws IOException {
        return judge(name, corrections.stream().map(GateProofTest::reply).toList(), set, replayed, asInTheLoop(corrections.size()));
    }

    private static Verdict judge(String name, List<TrainingExample> train, GateSet set, List<TrainingExample> replayed,
            Hyperparameters hyperparameters) throws IOException {
        Path candidate = temp.resolve(name);
        if (!Files.exists(candidate)) {
            FineTuning.run(new TrainingRequest(STARTER, candidate, temp.resolve(name + "-checkpoint"),
                    new TrainingData(train, List.of(), replayed), hyperparameters, Device.CPU, Runtime.getRuntime().availableProcessors()),
                    progress -> {});
        }
        try (Gpt2 tuned = Gpt2.load(candidate, Device.CPU, Kernel.FP32)) {
            return Gate.judge(starter, tuned, set, GateRules.defaults(), 1, line -> {});
        }
    }

    /** Paraphrases that are not trained on, with what the starter says to them: that is what an agent flagged. */
    private static List<GateExample> unseenCorrections() throws IOException {
        List<Correction> unseen = corrections("unseen").subList(0, 10);
        List<FlaggedReply> replies = replies(unseen);
        return IntStream.range(0, unseen.size()).mapToObj(i -> new GateExample(unseen.get(i).question(), replies.get(i).prompt(),
                unseen.get(i).reply(), Optional.of(replies.get(i).reply()), "correction")).toList();
    }

    /** In turns: the first question of every intent, then the second, and so on. */
    private static List<Correction> corrections(String asked) throws IOException {
        JsonNode gaps = JSON.readTree(Files.readString(Path.of("src/main/resources/demo/questions.json"))).path("gaps");
        List<Correction> corrections = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            for (JsonNode gap : gaps) {
                if (gap.path(asked).has(i)) {
                    corrections.add(new Correction(gap.path("intent").asText(), gap.path(asked).path(i).asText(),
                            gap.path("correction").path(0).asText()));
                }
            }
        }
        return corrections;
    }

    /** Conversations that end with a reply. */
    private static List<List<Turn>> conversations(String file) throws IOException {
        List<List<Turn>> conversations = new ArrayList<>();
        for (String line : Files.readAllLines(STARTER.resolve("retort").resolve(file))) {
            List<Turn> turns = new ArrayList<>();
            JSON.readTree(line).path("messages").forEach(message -> turns
                    .add(new Turn(message.path("role").asText().equals("assistant") ? Role.ASSISTANT : Role.USER,
                            message.path("content").asText())));
            while (!turns.isEmpty() && turns.get(turns.size() - 1).role() != Role.ASSISTANT) {
                turns.remove(turns.size() - 1);
            }
            if (turns.size() > 1) {
                conversations.add(turns);
            }
        }
        return conversations;
    }
}
