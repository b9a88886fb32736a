package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against numbers that transformers 4.57.1 computed for the same model. */
class EvaluationParityTest {
    private static final Path FOLDER = Path.of("src/test/resources/tiny-gpt2");
    private static JsonNode reference;
    private static Gpt2 model;

    @BeforeAll
    static void load() throws IOException {
        reference = new ObjectMapper().readTree(FOLDER.resolve("evaluation.json").toFile());
        model = Gpt2.load(FOLDER.resolve("model"), Device.CPU, Kernel.FP32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void stridedPerplexityIsHuggingFaces() {
        JsonNode expected = reference.path("perplexity");
        int[] ids = model.tokenizer().encode(expected.path("text").asText());
        assertThat(ids).containsExactly(ints(expected.path("ids")));

        StridedPerplexity found = StridedPerplexity.of(model, ids, expected.path("context").asInt(), expected.path("stride").asInt());

        assertThat(found.scored()).isEqualTo(expected.path("scored_tokens").asInt());
        assertRelative(found.totalNegativeLogLikelihood(), expected.path("total_nll").asDouble());
        assertRelative(found.perplexity(), expected.path("perplexity").asDouble());
        assertThat(found.windows()).hasSameSizeAs(expected.path("windows"));
        double sum = 0;
        int weights = 0;
        for (int i = 0; i < found.windows().size(); i++) {
            StridedPerplexity.Window window = found.windows().get(i);
            JsonNode wanted = expected.path("windows").path(i);
            assertThat(List.of(window.begin(), window.end(), window.scored())).containsExactly(wanted.path("begin").asInt(),
                    wanted.path("end").asInt(), wanted.path("scored").asInt());
            double mean = window.negativeLogLikelihood() / window.scored();
            assertRelative(mean, wanted.path("mean_nll").asDouble());
            int weight = wanted.path("labelled").asInt() - 1; // the recipe's way to weigh windows
            sum += weight * mean;
            weights += weight;
        }
        assertRelative(Math.exp(sum / weights), expected.path("hf_recipe_perplexity").asDouble());
    }

    @Test
    void sentencesAndStereotypePairsAreScoredAsByHuggingFace() {
        List<String> sentences = new ArrayList<>();
        List<Double> expected = new ArrayList<>();
        for (JsonNode pair : reference.path("pairs").path("sentences")) {
            for (String side : List.of("stereo", "anti")) {
                sentences.add(pair.path(side).path("text").asText());
                expected.add(pair.path(side).path("logprob").asDouble());
            }
        }
        List<Double> found = Sentences.logProbabilities(model, sentences);

        assertThat(found).hasSameSizeAs(expected).hasSizeGreaterThan(20);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).as(sentences.get(i)).isCloseTo(expected.get(i), within(5e-4));
        }
        int pairs = found.size() / 2;
        long preferred = IntStream.range(0, pairs).filter(i -> found.get(2 * i) > found.get(2 * i + 1)).count();
        double difference = IntStream.range(0, pairs).mapToDouble(i -> found.get(2 * i) - found.get(2 * i + 1)).average().orElseThrow();
        assertThat(100.0 * preferred / pairs).isCloseTo(reference.path("pairs").path("stereo_preferred_percent").asDouble(), within(1e-9));
        assertThat(difference).isCloseTo(reference.path("pairs").path("mean_logprob_difference").asDouble(), within(5e-4));
    }

    private static void assertRelative(double found, double expected) {
        assertThat(found).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.path(i).asInt()).toArray();
    }
}
