package dev.retort.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.retort.bench.Answers.Answer;
import dev.retort.bench.Answers.Refused;
import dev.retort.model.Gpt2;
import dev.retort.model.Reference;
import dev.retort.model.Tokenizer;
import org.junit.jupiter.api.Test;

class LoadTest {
    @Test
    void everyQuestionIsAskedOnceByAsManyAtATimeAsThereAreClients() throws IOException {
        List<LoadPrompt> questions;
        try (Tokenizer tokenizer = Tokenizer.read(Reference.MODEL)) {
            questions = LoadPrompt.ragged(tokenizer, 10, 5, 40, new SplittableRandom(1), new SplittableRandom(1));
            assertThat(questions).allSatisfy(question -> assertThat(question.ids().length).isBetween(2, 40));
        }
        List<LoadPrompt> asked = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch three = new CountDownLatch(3);
        List<Integer> progress = new ArrayList<>();
        LoadFigures figures = Load.run((client, question) -> {
            three.countDown();
            three.await(); // one alone would wait for ever
            asked.add(question);
            if (question == questions.get(4)) {
                throw new IllegalStateException("no answer");
            }
            if (question == questions.get(9)) {
                return new Refused(429, Duration.ZERO);
            }
            assertThat(client).isEqualTo(questions.indexOf(question) % 3);
            return new Answer(question.ids().length, 3, Duration.ofMillis(10), Duration.ofMillis(30));
        }, questions, 3, progress::add);
        assertThat(asked).containsExactlyInAnyOrderElementsOf(questions);
        assertThat(figures.answers()).hasSize(8);
        assertThat(figures.failures()).isEqualTo(Map.of("no answer", 1));
        assertThat(figures.refused()).isEqualTo(Map.of(429, 1));
        assertThat(figures.line("it")).contains("8 answered", "1 refused with 429", "1 failed: no answer");
        assertThat(progress).isEqualTo(IntStream.rangeClosed(1, 10).boxed().toList());
        assertThat(figures.firstMillis(0.5)).isCloseTo(10, within(1e-9));
        assertThat(figures.answerMillis(0.95)).isCloseTo(30, within(1e-9));
        assertThat(figures.perTokenMillis(0.95)).as("20 ms for the two tokens after the first").isCloseTo(10, within(1e-9));
    }

    @Test
    void theEngineIsMeasuredWithATinyModelToo() {
        try (Gpt2 model = Reference.load()) {
            List<String> lines = new ArrayList<>();
            assertThat(EngineSpeed.measure(model, Duration.ofMillis(100), lines::add)).containsOnlyKeys("engine1", "engine8", "engine32",
                    "firstTokenWhile31Decode", "firstTokenOfTurn8");
            assertThat(lines).hasSize(5).noneMatch(line -> line.contains("failed"));
            assertThat(model.openSequences()).isZero();
        }
    }
}
