package dev.retort.trainer;

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
import dev.retort.evaluation.BiasProbe;
import dev.retort.evaluation.FlaggedReply;
import dev.retort.evaluation.Gate;
import dev.retort.evaluation.GateExample;
import dev.retort.evaluation.GateRules;
import dev.retort.evaluation.GateSet;
import dev.retort.evaluation.Outcome;
import dev.retort.evaluation.RuleResult;
import dev.retort.evaluation.Verdict;
import dev.retort.generation.EngineLimits;
import dev.retort.generation.GenerationEngine;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.meaning.Encoder;
import dev.retort.meaning.OnnxEncoder;
import dev.retort.meaning.SharedEncoder;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import dev.retort.training.FineTuning;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Objective;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;
import dev.retort.training.TrainingRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bundled starter model, the demo's corrections for it to learn, and the gate, with its default rules, to judge what came of them. Trainings compute
 * on one thread: another class trains beside.
 */
abstract class StarterProof {
    private static final Path STARTER = Path.of("src/main/resources/starter-model");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path temp;
    static Optional<Encoder> encoder = Optional.empty();
    static Gpt2 starter;
    static List<Correction> learned;
    static List<FlaggedReply> flags;
    static List<TrainingExample> replay;
    static GateSet gateSet;

    record Correction(String intent, String question, String reply) {}

    @BeforeAll
    static void prepare() throws IOException {
        encoder = Optional.of(SharedEncoder.of(OnnxEncoder.bundled()));
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
        encoder.map(SharedEncoder.class::cast).ifPresent(SharedEncoder::end);
    }

    /** The corrections with what they correct, as the loop has them. */
    static List<TrainingExample> pairs() {
        return IntStream.range(0, flags.size())
                .mapToObj(i -> TrainingExample.pair(flags.get(i).prompt(), learned.get(i).reply(), flags.get(i).reply())).toList();
    }

    /** The starter's replies to questions, all asked at once. */
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

    static TrainingExample reply(Correction correction) {
        return new TrainingExample(List.of(Turn.user(correction.question())), correction.reply());
    }

    static RuleResult rule(Verdict verdict, String name) {
        return verdict.rules().stream().filter(rule -> rule.rule().equals(name)).findFirst().orElseThrow();
    }

    static List<String> failed(Verdict verdict) {
        return verdict.rules().stream().filter(rule -> rule.outcome() == Outcome.FAILED).map(RuleResult::rule).toList();
    }

    static Hyperparameters asInTheLoop(int corrections) {
        return Hyperparameters.defaultsFor(starter.config(), Objective.sft(), Optional.empty(), corrections);
    }

    static Verdict judge(String name, List<Correction> corrections, GateSet set) throws IOException {
        return judge(name, corrections, set, replay);
    }

    static Verdict judge(String name, List<Correction> corrections, GateSet set, List<TrainingExample> replayed)
            throws IOException {
        return judge(name, corrections.stream().map(StarterProof::reply).toList(), set, replayed, asInTheLoop(corrections.size()));
    }

    static Verdict judge(String name, List<TrainingExample> train, GateSet set, List<TrainingExample> replayed,
            Hyperparameters hyperparameters) throws IOException {
        return judge(name, train, set, replayed, hyperparameters, GateRules.defaults());
    }

    static Verdict judge(String name, List<TrainingExample> train, GateSet set, List<TrainingExample> replayed,
            Hyperparameters hyperparameters, GateRules rules) throws IOException {
        Path candidate = temp.resolve(name);
        if (!Files.exists(candidate)) {
            FineTuning.run(new TrainingRequest(STARTER, candidate, temp.resolve(name + "-checkpoint"),
                    new TrainingData(train, List.of(), replayed), hyperparameters, Device.CPU, 1), progress -> {});
        }
        try (Gpt2 tuned = Gpt2.load(candidate, Device.CPU, Kernel.FP32)) {
            return Gate.judge(starter, tuned, set, rules, encoder, 1, line -> {});
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
