package dev.retort.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.generation.EngineLimits;
import dev.retort.generation.GenerationEngine;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Turn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model that comes with the program, as it is committed. */
class StarterModelTest {
    private static final Path FOLDER = Path.of("src/main/resources/starter-model");
    private static Corpus corpus;
    private static Gpt2 model;

    @BeforeAll
    static void load() throws IOException {
        corpus = Corpus.write(Corpus.SEED);
        model = Gpt2.load(FOLDER, Device.CPU, Kernel.FP32);
    }

    @AfterAll
    static void free() {
        model.close();
    }

    @Test
    void itIsAtLeastAFifthBelowTheTrigramOnTheHeldOutScenarios() {
        List<int[]> heldOut = StarterBuild.encoded(corpus.of(StarterSplit.HELD_OUT), model.template());
        Trigram trigram = Trigram.learn(StarterBuild.encoded(corpus.of(StarterSplit.TRAIN), model.template()),
                StarterBuild.encoded(corpus.of(StarterSplit.VALIDATION), model.template()), StarterBuild.VOCABULARY);
        assertThat(Perplexity.of(model, heldOut)).isLessThan(0.8 * trigram.perplexity(heldOut));
    }

    @Test
    void itsWeightsAreSmallAndItsTokenizerIsTheOneOfTheCorpus(@TempDir Path made) throws IOException {
        assertThat(Files.size(FOLDER.resolve("model.safetensors"))).isLessThanOrEqualTo(16_000_000);
        StarterBuild.writeTokenizer(corpus, made);
        for (String file : List.of("config.json", "vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json",
                "generation_config.json")) {
            assertThat(FOLDER.resolve(file)).hasSameTextualContentAs(made.resolve(file));
        }
    }

    @Test
    void itBringsConversationsToReplayAndOthersToMeasure() throws IOException {
        List<List<Turn>> replay = conversations("replay.jsonl");
        List<List<Turn>> gate = conversations("domain-gate.jsonl");
        assertThat(replay).hasSizeBetween(2_000, 4_000).isSubsetOf(turns(StarterSplit.TRAIN));
        assertThat(gate).hasSizeBetween(100, 150).doesNotContainAnyElementsOf(replay);
        assertThat(gate).filteredOn(turns(StarterSplit.HELD_OUT)::contains).hasSizeBetween(30, 60);
        assertThat(gate).filteredOn(turns(StarterSplit.TRAIN)::contains).hasSizeBetween(60, 100);
    }

    private static List<List<Turn>> turns(StarterSplit split) {
        return corpus.of(split).stream().map(WrittenConversation::turns).toList();
    }

    private static List<List<Turn>> conversations(String file) throws IOException {
        List<List<Turn>> all = new ArrayList<>();
        for (String line : Files.readAllLines(FOLDER.resolve("retort").resolve(file))) {
            List<Turn> turns = new ArrayList<>();
            for (JsonNode turn : new ObjectMapper().readTree(line).path("messages")) {
                turns.add(turn.path("role").asText().equals("user")
                        ? Turn.user(turn.path("content").asText())
                        : Turn.assistant(turn.path("content").asText()));
            }
            all.add(turns);
        }
        return all;
    }

    @Test
    void itAnswersWhatItWasToldAndHasTheGapsThatTheDemoCloses() throws IOException {
        DemoQuestions questions = DemoQuestions.read();
        try (var engine = new GenerationEngine(model, new EngineLimits(1, 1))) {
            long known = questions.untouched().stream().filter(q -> right(engine, q.question(), q.answerKey())).count();
            assertThat((double) known / questions.untouched().size()).isGreaterThanOrEqualTo(0.85);
            assertThat(questions.gaps().stream()
                    .flatMap(gap -> gap.asked().stream().filter(question -> right(engine, question, gap.answerKey()))))
                    .hasSizeLessThan(3);
        }
    }

    private static boolean right(GenerationEngine engine, String question, List<String> key) {
        int[] prompt = model.template().prompt(List.of(Turn.user(question)), 80).ids();
        return DemoQuestions.right(key.stream().map(Pattern::compile).toList(),
                engine.complete(new GenerationRequest(prompt, Sampling.greedy(), 80)).text());
    }

    @Test
    void itsCardTellsHowItWasMade() throws IOException {
        String card = Files.readString(FOLDER.resolve("README.md"));
        assertThat(card).contains(corpus.digest(), "made from templates", "trigram", "retort starter");
        assertThat(card.lines().filter(line -> line.matches("\\d+\\.")).collect(Collectors.toList())).hasSize(20);
    }
}
