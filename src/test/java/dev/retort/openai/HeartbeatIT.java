package dev.retort.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.local.StackResource;
import dev.retort.serving.Admission;
import dev.retort.serving.LiveModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream in which nothing is written for long, because the prompt waits or is being read, says now and then that it lives. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class HeartbeatIT {
    private static final String WAITING = ": waiting\n\n";
    private static final int PLACES = 32;

    @TestHTTPResource("/")
    URI http;

    @Inject
    LiveModel live;

    @Inject
    Admission admission;

    @BeforeEach
    void aModelServes() {
        Patience.await().until(() -> live.current().isPresent());
    }

    /** With one place taken the engine has the prompt and has not read it; with all of them it waits for its turn. */
    @ParameterizedTest
    @ValueSource(ints = {1, PLACES})
    void commentsComeUntilTheFirstTokenAndTheAnswerIsAsWithoutThem(int taken) throws Exception {
        ApiClient client = new ApiClient(http);
        String whole = client.ok("/v1/completions", "{'prompt':[39,72],'max_tokens':5,'temperature':0}").at("/choices/0/text").asText();
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> answer;
        try (EngineHold hold = EngineHold.of(live, admission, taken)) {
            answer = client.heard("/v1/completions", "{'prompt':[39,72],'max_tokens':5,'temperature':0,'stream':true}", heard);
            Patience.await().until(() -> heard.toString(UTF_8).split(WAITING, -1).length > 3);
            assertThat(heard.toString(UTF_8)).as("nothing but comments").doesNotContain("data:").startsWith(":");
        }
        assertThat(answer.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        String stream = heard.toString(UTF_8);
        assertThat(stream).endsWith("data: [DONE]\n\n");
        StringBuilder text = new StringBuilder();
        stream.lines().filter(line -> line.startsWith("data: {"))
                .forEach(line -> text.append(ApiClient.json(line.substring(6)).at("/choices/0/text").asText()));
        assertThat(text).hasToString(whole);
        assertThat(stream.lines()).allMatch(line -> line.isEmpty() || line.startsWith(": ") || line.startsWith("data: "));
    }
}
