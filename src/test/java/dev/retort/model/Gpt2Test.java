package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class Gpt2Test {
    private static final Offset<Float> LOGITS = within(1e-4f);
    private static final int VOCABULARY = 300;
    private static Gpt2 model;
    private static Safetensors forward;

    @BeforeAll
    static void load() {
        model = Reference.load();
        forward = Reference.tensors("forward.safetensors");
    }

    @AfterAll
    static void close() throws IOException {
        model.close();
        forward.close();
    }

    @Test
    void logitsAreTheReferences() throws IOException {
        int[][] rows = rows("input_ids", 32);
        float[] expected = forward.read("logits").toArray();
        for (int r = 0; r < rows.length; r++) {
            assertThat(flat(model.logits(rows[r])))
                    .containsExactly(Arrays.copyOfRange(expected, r * 32 * VOCABULARY, (r + 1) * 32 * VOCABULARY), LOGITS);
        }
    }

    @Test
    void logitsAtTheEndOfAFullContextAreTheReferences() throws IOException {
        float[][] logits = model.logits(rows("full.input_ids", 64)[0]);
        assertThat(flat(Arrays.copyOfRange(logits, 56, 64))).containsExactly(forward.read("full.logits").toArray(), LOGITS);
    }

    @Test
    void logitsOfPaddedRowsAreTheReferences() throws IOException {
        int[][] rows = rows("padded.input_ids", 17);
        float[] expected = forward.read("padded.logits").toArray();
        int[] lengths = {8, 17, 3};
        for (int r = 0; r < rows.length; r++) {
            float[] logits = flat(model.logits(Arrays.copyOf(rows[r], lengths[r])));
            assertThat(logits).containsExactly(Arrays.copyOfRange(expected, r * 17 * VOCABULARY, r * 17 * VOCABULARY + logits.length),
                    LOGITS);
        }
    }

    @Test
    void hiddenStatesAreTheReferences() throws IOException {
        List<String> names = List.of("hidden.embedding", "hidden.block.0", "hidden.block.1");
        for (int layers = 0; layers < names.size(); layers++) {
            float[] expected = forward.read(names.get(layers)).toArray();
            float largest = 0;
            for (float x : expected) {
                largest = Math.max(largest, Math.abs(x));
            }
            assertThat(flat(model.hidden(rows("input_ids", 32)[0], layers))).containsExactly(expected, within(2e-5f * largest));
        }
    }

    @Test
    void logProbabilitiesAreTheReferencesWhateverIsScoredTogether() throws IOException {
        int[][] rows = rows("input_ids", 32);
        float[] expected = forward.read("logprobs").toArray();
        List<int[]> sequences = new ArrayList<>();
        for (int length = 0; length <= 32; length++) { // of all lengths, so that rows are padded
            for (int[] row : rows) {
                sequences.add(Arrays.copyOf(row, length));
            }
        }
        List<float[]> scores = model.tokenLogProbabilities(sequences);
        for (int i = 0; i < scores.size(); i++) {
            int r = i % rows.length;
            int length = Math.max(0, i / rows.length - 1);
            assertThat(scores.get(i)).containsExactly(Arrays.copyOfRange(expected, r * 31, r * 31 + length), LOGITS);
        }
    }

    @ParameterizedTest
    @CsvSource({"FP16, 0.002", "BF16, 0.05", "INT8, 0.2"})
    void packedKernelsStayNear(Kernel kernel, float bound) throws IOException {
        try (Gpt2 packed = Reference.load(kernel)) {
            float[] expected = forward.read("logprobs").toArray();
            float[] scores = packed.tokenLogProbabilities(List.of(rows("input_ids", 32)[0])).get(0);
            assertThat(scores).containsExactly(Arrays.copyOf(expected, 31), within(bound));
            assertThat(scores).as("it is another computation")
                    .isNotEqualTo(model.tokenLogProbabilities(List.of(rows("input_ids", 32)[0])).get(0));
        }
    }

    static Stream<JsonNode> sampling() {
        return Reference.elements(Reference.json("generation.json").path("sampling").path("cases"));
    }

    @ParameterizedTest
    @MethodSource("sampling")
    void filteredDistributionsAreTheReferences(JsonNode expected) throws IOException {
        int[] seen = Reference.ids(Reference.json("generation.json").path("sampling").path("context_ids"));
        JsonNode options = expected.path("options");
        Choice choice = new Choice(options.path("temperature").asDouble(1), options.path("top_k").asInt(0),
                options.path("top_p").asDouble(1),
                options.path("min_p").asDouble(0), options.path("repetition_penalty").asDouble(1), 0, 0);
        try (Safetensors tensors = Reference.tensors("generation.safetensors")) {
            float[] all = tensors.read(expected.path("probabilities").asText()).toArray();
            for (int r = 0; r < expected.path("logits").size(); r++) {
                float[] row = Arrays.copyOfRange(all, r * VOCABULARY, (r + 1) * VOCABULARY);
                float[] probabilities = model.distribution(tensors.read(expected.path("logits").get(r).asText()).toArray(), seen, choice);
                assertThat(probabilities).containsExactly(row, within(1e-5f));
                for (int v = 0; v < VOCABULARY; v++) {
                    assertThat(probabilities[v] == 0).as("token %s is dropped", v).isEqualTo(row[v] == 0);
                }
            }
        }
    }

    @Test
    void aPromptInPartsAndBesideOthersGivesWhatItGivesAtOnceAndAlone() {
        JsonNode expected = Reference.json("generation.json").path("prompts").get(0);
        int[] prompt = Reference.ids(expected.path("prompt_ids"));
        try (SequenceCache first = model.newSequence(); SequenceCache second = model.newSequence()) {
            model.advance(List.of(new Advance(first, Arrays.copyOf(prompt, 5), Optional.empty())));
            int[] chosen = model.advance(List.of(new Advance(first, Arrays.copyOfRange(prompt, 5, 16), Optional.empty()),
                    new Advance(second, prompt, Optional.of(Choice.GREEDY))));
            assertThat(chosen[0]).isEqualTo(-1);
            int[] nextOfFirst = Arrays.copyOfRange(prompt, 16, prompt.length);
            List<Integer> ofFirst = new ArrayList<>();
            List<Integer> ofSecond = new ArrayList<>(List.of(chosen[1]));
            for (int i = 0; i < 39; i++) {
                int[] next = model.advance(List.of(new Advance(second, new int[]{ofSecond.get(i)}, Optional.of(Choice.GREEDY)),
                        new Advance(first, nextOfFirst, Optional.of(Choice.GREEDY))));
                ofSecond.add(next[0]);
                ofFirst.add(next[1]);
                nextOfFirst = new int[]{next[1]};
            }
            List<Integer> greedy = Reference.elements(expected.path("greedy")).map(JsonNode::asInt).toList();
            assertThat(ofSecond).isEqualTo(greedy);
            assertThat(ofFirst).isEqualTo(greedy.subList(0, 39));
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> model.logits(new int[65])).hasMessageContaining("65 tokens").hasMessageContaining("context has 64");
        assertThatThrownBy(() -> model.logits(new int[]{300})).hasMessageContaining("300 is outside the vocabulary");
    }

    private static int[][] rows(String name, int columns) throws IOException {
        long[] flat = forward.readLongs(name);
        int[][] rows = new int[flat.length / columns][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = Arrays.stream(flat, r * columns, (r + 1) * columns).mapToInt(Math::toIntExact).toArray();
        }
        return rows;
    }

    private static float[] flat(float[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(rows[r], 0, flat, r * rows[0].length, rows[0].length);
        }
        return flat;
    }
}
