package dev.retort.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.model.Gpt2;
import dev.retort.model.Reference;
import dev.retort.model.ScoredToken;
import dev.retort.model.Steering;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Penalties, biases and likelihoods, against what follows from the logits, which are Hugging Face's (see Gpt2Test). */
class SteeringTest {
    private static final JsonNode EXPECTED = Reference.json("generation.json").path("prompts").get(0);
    private static final int[] PROMPT = Reference.ids(EXPECTED.path("prompt_ids"));
    private static final int[] GREEDY = Reference.ids(EXPECTED.path("greedy"));
    private static final Offset<Double> NEAR = within(1e-4);
    private static Gpt2 model;
    private static GenerationEngine engine;

    @BeforeAll
    static void start() {
        model = Reference.load();
        engine = new GenerationEngine(model, new EngineLimits(8, 100));
    }

    @AfterAll
    static void stop() {
        engine.close();
        model.close();
    }

    @Test
    void steeredGreedyContinuationsFollowFromTheLogits() throws Exception {
        for (Steering steering : List.of(new Steering(1.5, 0, Map.of()), new Steering(0, 0.7, Map.of()),
                new Steering(-0.5, 1.2, Map.of(GREEDY[0], -100.0, 17, 2.5)))) {
            assertThat(write(request(Sampling.greedy(), steering, -1, 25)).ids).isEqualTo(byHand(steering, 25)).isNotEqualTo(
                    Arrays.stream(GREEDY).limit(25).boxed().toList());
        }
    }

    @Test
    void eachTokenComesWithItsLikelihoodAndTheLikeliest() throws Exception {
        Told told = write(request(Sampling.greedy(), Steering.NONE, 3, 12));
        assertThat(told.ids).as("unchanged by being asked").isEqualTo(Arrays.stream(GREEDY).limit(12).boxed().toList());
        for (int i = 0; i < 12; i++) {
            ScoredToken scored = told.scored.get(i).orElseThrow();
            float[] logits = logitsAfter(told.ids.subList(0, i));
            assertThat(scored.token()).isEqualTo(told.ids.get(i));
            assertThat(scored.logProbability()).isCloseTo(logProbability(logits, scored.token()), NEAR)
                    .isEqualTo(scored.logProbabilities()[0]);
            int[] likeliest = IntStream.range(0, logits.length).boxed().sorted((a, b) -> Float.compare(logits[b], logits[a])).limit(3)
                    .mapToInt(id -> id).toArray();
            assertThat(scored.likeliest()).isEqualTo(likeliest);
            for (int k = 0; k < 3; k++) {
                assertThat(scored.logProbabilities()[k]).isCloseTo(logProbability(logits, likeliest[k]), NEAR);
            }
        }
    }

    @Test
    void likelihoodsAreTheModelsWhateverChoseTheToken() throws Exception {
        Told told = write(request(new Sampling(1.5, 0, 0.9, 1, 5), new Steering(0, 0, Map.of(40, 6.0)), 0, 10));
        for (int i = 0; i < told.ids.size(); i++) {
            ScoredToken scored = told.scored.get(i).orElseThrow();
            assertThat(scored.likeliest()).isEmpty();
            assertThat(scored.logProbability()).isCloseTo(logProbability(logitsAfter(told.ids.subList(0, i)), told.ids.get(i)), NEAR);
        }
    }

    @Test
    void oneThatAsksForNothingIsToldNothingBesideOneThatDoes() throws Exception {
        Told asks = new Told();
        Told asksNot = new Told();
        Told steered = new Told();
        engine.submit(request(Sampling.greedy(), Steering.NONE, 2, 30), asks);
        engine.submit(request(Sampling.greedy(), Steering.NONE, -1, 30), asksNot);
        Steering steering = new Steering(0.4, 0.3, Map.of(17, 2.0));
        engine.submit(request(Sampling.greedy(), steering, 1, 30), steered);
        asks.recording.end.get();
        asksNot.recording.end.get();
        steered.recording.end.get();
        assertThat(asksNot.ids).isEqualTo(asks.ids).isEqualTo(Arrays.stream(GREEDY).limit(30).boxed().toList());
        assertThat(asks.scored).allMatch(Optional::isPresent);
        assertThat(asksNot.scored).allMatch(Optional::isEmpty);
        assertThat(steered.ids).isEqualTo(byHand(steering, 30));
        assertThat(steered.scored).allMatch(scored -> scored.orElseThrow().likeliest().length == 1);
    }

    @Test
    void aSequenceIsScoredAsItsLogitsSay() {
        float[][] logits = model.logits(PROMPT);
        List<ScoredToken> scored = model.score(PROMPT, 2);
        assertThat(scored).hasSize(PROMPT.length);
        float[] before = model.tokenLogProbabilities(List.of(PROMPT)).get(0);
        for (int t = 0; t < PROMPT.length; t++) {
            int next = t + 1 < PROMPT.length ? PROMPT[t + 1] : GREEDY[0];
            assertThat(scored.get(t).token()).isEqualTo(next);
            assertThat(scored.get(t).logProbability()).isCloseTo(logProbability(logits[t], next), NEAR);
            assertThat(scored.get(t).logProbabilities()[0]).isGreaterThanOrEqualTo(scored.get(t).logProbability());
            if (t + 1 < PROMPT.length) {
                assertThat(scored.get(t).logProbability()).isCloseTo(before[t], NEAR);
            }
        }
        int last = PROMPT.length - 1;
        assertThat(scored.get(last).logProbability()).as("the very same number, so that greedy can be told by comparing")
                .isEqualTo(scored.get(last).logProbabilities()[0]);
    }

    /** What it was told, token by token. */
    private static final class Told implements GenerationListener {
        final Recording recording = new Recording();
        final List<Integer> ids = new ArrayList<>();
        final List<Optional<ScoredToken>> scored = new ArrayList<>();

        @Override
        public void onToken(int token, Optional<ScoredToken> likelihood) {
            ids.add(token);
            scored.add(likelihood);
        }

        @Override
        public void onDelta(String text) {
            recording.onDelta(text);
        }

        @Override
        public void onDone(Completion completion) {
            recording.onDone(completion);
        }

        @Override
        public void onFailure(Throwable failure) {
            recording.onFailure(failure);
        }
    }

    private static GenerationRequest request(Sampling sampling, Steering steering, int likeliest, int most) {
        return new GenerationRequest(PROMPT, sampling, most, steering, likeliest);
    }

    private static Told write(GenerationRequest request) throws Exception {
        Told told = new Told();
        engine.submit(request, told);
        told.recording.end.get();
        return told;
    }

    private static List<Integer> byHand(Steering steering, int most) {
        List<Integer> written = new ArrayList<>();
        while (written.size() < most && !written.contains(model.config().endOfText())) {
            float[] logits = logitsAfter(written);
            Map<Integer, Long> times = written.stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
            steering.bias().forEach((id, by) -> logits[id] += by.floatValue());
            times.forEach((id, n) -> logits[id] -= (float) (n * steering.frequencyPenalty() + steering.presencePenalty()));
            written.add(IntStream.range(0, logits.length).boxed().max((a, b) -> Float.compare(logits[a], logits[b])).orElseThrow());
        }
        return written;
    }

    private static float[] logitsAfter(List<Integer> written) {
        int[] ids = IntStream.concat(Arrays.stream(PROMPT), written.stream().mapToInt(id -> id)).toArray();
        return model.logits(ids)[ids.length - 1];
    }

    private static double logProbability(float[] logits, int id) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return logits[id] - Math.log(sum);
    }
}
