package dev.retort.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.models.Model;
import dev.retort.Patience;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import dev.retort.serving.LiveModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java client, told only where the server is. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class OpenAiSdkIT {
    @TestHTTPResource("/v1")
    URI api;

    @Inject
    LiveModel live;

    @Inject
    Secrets secrets;

    private OpenAIClient client;
    private String version;

    @BeforeEach
    void connect() {
        version = Patience.await().until(live::current, current -> current.isPresent()).orElseThrow()
                .version();
        client = client(secrets.loginToken());
    }

    @AfterEach
    void close() {
        client.close();
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder().baseUrl(api.toString()).apiKey(key).maxRetries(0).build();
    }

    private static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder().model("retort").addSystemMessage("Be kind").addUserMessage("Hello").temperature(0.0)
                .maxCompletionTokens(10);
    }

    @Test
    void itChats() {
        ChatCompletion answer = client.chat().completions().create(chat().logprobs(true).topLogprobs(3).n(2).build());
        assertThat(answer.model()).isEqualTo(version);
        assertThat(answer.choices()).hasSize(2);
        ChatCompletion.Choice choice = answer.choices().get(0);
        assertThat(choice.message().content().orElseThrow()).isNotEmpty();
        assertThat(choice.finishReason().asString()).isIn("stop", "length");
        assertThat(choice.logprobs().orElseThrow().content().orElseThrow()).isNotEmpty()
                .allMatch(token -> token.topLogprobs().size() == 3 && token.logprob() <= 0);
        assertThat(answer.usage().orElseThrow().completionTokens()).isPositive();
    }

    @Test
    void itStreams() {
        String whole = client.chat().completions().create(chat().build()).choices().get(0).message().content().orElseThrow();
        try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions()
                .createStreaming(chat().streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()).build())) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            assertThat(chunks.stream().flatMap(chunk -> chunk.choices().stream()).flatMap(choice -> choice.delta().content().stream())
                    .collect(Collectors.joining())).isEqualTo(whole);
            assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().totalTokens()).isPositive();
        }
    }

    @Test
    void itCompletes() {
        Completion answer = client.completions().create(
                CompletionCreateParams.builder().model(version).prompt("Hello").echo(true).logprobs(2).maxTokens(4).temperature(0.0)
                        .build());
        assertThat(answer.choices().get(0).text()).startsWith("Hello");
        assertThat(answer.choices().get(0).logprobs().orElseThrow().tokens().orElseThrow()).hasSizeGreaterThan(4);
        try (StreamResponse<Completion> stream = client.completions()
                .createStreaming(CompletionCreateParams.builder().model("retort").prompt("Hello").maxTokens(4).temperature(0.0).build())) {
            assertThat("Hello" + stream.stream().flatMap(chunk -> chunk.choices().stream()).map(choice -> choice.text())
                    .collect(Collectors.joining())).isEqualTo(answer.choices().get(0).text());
        }
    }

    @Test
    void itListsModels() {
        assertThat(client.models().list().data()).extracting(Model::id).contains("retort", version);
        assertThat(client.models().retrieve(version).ownedBy()).isEqualTo("retort");
    }

    @Test
    void itKnowsTheErrors() {
        assertThatThrownBy(() -> client.chat().completions().create(chat().model("gpt-4").build())).isInstanceOf(NotFoundException.class)
                .hasMessageContaining("gpt-4");
        assertThatThrownBy(() -> client.chat().completions().create(chat().temperature(9.0).build()))
                .isInstanceOf(BadRequestException.class).hasMessageContaining("temperature is 9.0, expected a number from 0 to 2");
        OpenAIClient stranger = client("sk-unknown");
        assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
        stranger.close();
    }
}
