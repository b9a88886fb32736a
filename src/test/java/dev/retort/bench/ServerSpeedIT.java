package dev.retort.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.bench.Answers.Answer;
import dev.retort.bench.Answers.Failed;
import dev.retort.bench.ServerSpeed.Way;
import dev.retort.generation.Completion;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.local.StackResource;
import dev.retort.model.ModelConfig;
import dev.retort.model.Reference;
import dev.retort.model.Tokenizer;
import dev.retort.openai.EngineHold;
import dev.retort.security.Secrets;
import dev.retort.serving.Admission;
import dev.retort.serving.Lease;
import dev.retort.serving.LiveModel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the benchmark says of a server is what the server did. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class ServerSpeedIT {
    private static final int PLACES = 32;

    @TestHTTPResource("/")
    URI http;

    @Inject
    LiveModel live;

    @Inject
    Admission admission;

    @Inject
    MeterRegistry metrics;

    @Inject
    Secrets secrets;

    @BeforeEach
    void aModelServes() {
        Patience.await().until(() -> live.current().isPresent());
    }

    @Test
    void bothWaysCountTheTokensOfTheReplyToTheWholeQuestion() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.read(Reference.MODEL); Lease lease = live.lease()) {
            for (LoadPrompt question : LoadPrompt.ragged(tokenizer, 3, 5, 20, new SplittableRandom(2), new SplittableRandom(3))) {
                Completion expected = lease.engine()
                        .complete(new GenerationRequest(question.ids(), Sampling.greedy(), EngineSpeed.NEW_TOKENS));
                for (Answers way : List.of(new HttpSpeed(http, Optional.empty()), new SocketSpeed(http, Optional.empty(), false))) {
                    assertThat(way.ask(0, question)).isInstanceOfSatisfying(Answer.class, answer -> {
                        assertThat(answer.promptTokens()).isEqualTo(question.ids().length);
                        assertThat(answer.tokens()).isEqualTo(expected.ids().length);
                        assertThat(answer.total()).isGreaterThanOrEqualTo(answer.first());
                    });
                }
            }
        }
    }

    @Test
    void whatFailsIsNamed() throws Exception {
        LoadPrompt question = new LoadPrompt("", new int[]{1, 9999});
        assertThat(new HttpSpeed(http, Optional.empty()).ask(0, question))
                .isEqualTo(new Failed("400 prompt has token id 9999, which is outside the vocabulary of 300"));
        assertThat(((Failed) new HttpSpeed(http, Optional.of("sk-wrong")).ask(0, question)).reason()).startsWith("401 ");
    }

    @ParameterizedTest
    @CsvSource({"false, 429, 32", "true, 503, 64"})
    void refusalsAreCountedByStatusAndOneMoreRequestIsAnsweredAfterThem(boolean agent, int status, int room) throws Exception {
        Optional<String> token = Optional.of(secrets.loginToken()).filter(login -> agent);
        int clients = room + 3;
        CompletableFuture<Map<String, Object>> measured;
        try (EngineHold hold = EngineHold.of(live, admission, PLACES)) {
            double before = refusals();
            ServerSpeed speed = new ServerSpeed(http, token, clients, clients, Optional.empty(), false);
            measured = CompletableFuture.supplyAsync(() -> measure(speed));
            Patience.await().until(() -> admission.waiting() == room && refusals() == before + 3);
        }
        Map<?, ?> figures = (Map<?, ?>) measured.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS).get("http" + clients);
        assertThat(figures.get("answered")).isEqualTo(room);
        assertThat(figures.get("refused")).isEqualTo(Map.of(status, 3));
        assertThat(figures.get("failures")).isEqualTo(Map.of());
        assertThat(((Map<?, ?>) figures.get("afterwards")).get("answered")).isEqualTo(1);
    }

    private static Map<String, Object> measure(ServerSpeed speed) {
        try (Tokenizer tokenizer = Tokenizer.read(Reference.MODEL)) {
            return speed.measure(Way.HTTP, tokenizer, ModelConfig.read(Reference.MODEL), line -> {});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private double refusals() {
        return metrics.find("retort.serving.refused").counters().stream().mapToDouble(Counter::count).sum();
    }
}
