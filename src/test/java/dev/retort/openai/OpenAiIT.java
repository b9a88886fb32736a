package dev.retort.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.Patience;
import dev.retort.generation.Completion;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.local.StackResource;
import dev.retort.model.ScoredToken;
import dev.retort.model.Turn;
import dev.retort.security.Secrets;
import dev.retort.serving.Lease;
import dev.retort.serving.LiveModel;
import dev.retort.serving.ServedVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's API over a real, if tiny, model. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class OpenAiIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final String COMPLETIONS = "/v1/completions";
    private static final String HELLO = "'messages':[{'role':'user','content':'Hello'}],'temperature':0";

    @TestHTTPResource("/")
    URI http;

    @Inject
    LiveModel live;

    @Inject
    Secrets secrets;

    private ServedVersion version;

    @BeforeEach
    void aModelServes() {
        version = Patience.await().until(live::current, current -> current.isPresent()).orElseThrow();
    }

    private ApiClient agent() {
        return new ApiClient(http, "Authorization", "Bearer " + secrets.loginToken());
    }

    private ApiClient nobody() {
        return new ApiClient(http);
    }

    private Completion written(String text, int maxTokens) {
        try (Lease lease = live.lease()) {
            int[] prompt = lease.template().prompt(List.of(Turn.user(text)), maxTokens).ids();
            return lease.engine().complete(new GenerationRequest(prompt, Sampling.greedy(), maxTokens));
        }
    }

    @Test
    void aChatCompletionIsTheLiveModelsReply() {
        Completion expected = written("Hello", 12);
        JsonNode answer = agent().ok(CHAT, "{'model':'retort','max_tokens':12," + HELLO + "}");
        assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.path("id").asText()).startsWith("x.");
        assertThat(answer.path("model").asText()).isEqualTo(version.version());
        assertThat(answer.at("/choices/0/message/role").asText()).isEqualTo("assistant");
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo(expected.text()).isNotEmpty();
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo(expected.ids().length == 12 ? "length" : "stop");
        assertThat(answer.at("/choices/0/recorded").asBoolean()).isTrue();
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(expected.promptTokens());
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(expected.ids().length);
    }

    @Test
    void aStreamSaysTheSameInPiecesAndItsUsageAtTheEnd() {
        String body = "{'max_tokens':12,'logprobs':true,'top_logprobs':2,'stream':%s,'stream_options':{'include_usage':true}," + HELLO
                + "}";
        JsonNode whole = agent().ok(CHAT, body.formatted(false));
        List<JsonNode> chunks = agent().stream(CHAT, body.formatted(true));
        assertThat(chunks.get(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks.stream().map(chunk -> chunk.at("/choices/0/delta/content").asText("")).collect(Collectors.joining()))
                .isEqualTo(whole.at("/choices/0/message/content").asText());
        List<JsonNode> tokens = chunks.stream().flatMap(chunk -> elements(chunk.at("/choices/0/logprobs/content"))).toList();
        List<JsonNode> expected = elements(whole.at("/choices/0/logprobs/content")).toList();
        assertThat(tokens).isNotEmpty().extracting(token -> token.path("bytes")).isEqualTo(
                expected.stream().map(token -> token.path("bytes")).toList());
        for (int i = 0; i < tokens.size(); i++) { // the second one reads the prompt from the cache of the first: other sums, other last digits
            assertThat(tokens.get(i).path("logprob").asDouble()).isCloseTo(expected.get(i).path("logprob").asDouble(), within(1e-5));
        }
        assertThat(tokens).allMatch(token -> token.path("top_logprobs").size() == 2
                && token.at("/top_logprobs/0/token").equals(token.path("token")));
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason")).isEqualTo(whole.at("/choices/0/finish_reason"));
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.path("choices")).isEmpty();
        assertThat(last.path("usage")).isEqualTo(whole.path("usage"));
        assertThat(chunks.stream().map(chunk -> chunk.path("id").asText()).distinct()).hasSize(1);
    }

    @Test
    void aStopStringEndsTheReplyAndNoPartOfItIsShown() {
        String text = written("Hello", 24).text();
        String stop = text.substring(text.length() / 2, text.length() / 2 + 3);
        String kept = text.substring(0, text.indexOf(stop));
        String body = "{'max_tokens':24,'stop':[%s],'stream':%s,".formatted(new com.fasterxml.jackson.databind.node.TextNode(stop), "%s")
                + HELLO
                + "}";
        JsonNode whole = agent().ok(CHAT, body.formatted(false));
        assertThat(whole.at("/choices/0/message/content").asText()).isEqualTo(kept);
        assertThat(whole.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(agent().stream(CHAT, body.formatted(true)).stream().map(chunk -> chunk.at("/choices/0/delta/content").asText(""))
                .collect(Collectors.joining())).isEqualTo(kept);
    }

    @Test
    void choicesDifferBySeedAndTheSameSeedGivesTheSame() {
        String body = "{'max_tokens':10,'n':3,'seed':7,'temperature':1.5,'messages':[{'role':'user','content':'Hello'}]}";
        JsonNode answer = agent().ok(CHAT, body);
        List<String> texts = elements(answer.path("choices")).map(choice -> choice.at("/message/content").asText()).toList();
        assertThat(texts).hasSize(3).doesNotHaveDuplicates();
        assertThat(elements(answer.path("choices")).map(choice -> choice.path("exchange_id").asText()).distinct()).hasSize(3);
        assertThat(elements(agent().ok(CHAT, body).path("choices")).map(choice -> choice.at("/message/content").asText()).toList())
                .isEqualTo(texts);
    }

    @Test
    void aBiasForbidsATokenAndForcesAnother() {
        int forced = 40;
        JsonNode answer = agent().ok(COMPLETIONS,
                "{'prompt':[39,72,11],'max_tokens':4,'temperature':0,'logprobs':0,'logit_bias':{'40':100}}");
        try (Lease lease = live.lease()) {
            String token = lease.tokenizer().decode(forced);
            assertThat(answer.at("/choices/0/text").asText()).isEqualTo(token.repeat(4));
            assertThat(answer.at("/choices/0/logprobs/token_logprobs/0").asDouble()).isNegative();
        }
    }

    @Test
    void aPromptIsScoredAsTheModelScoresIt() {
        int[] ids = {39, 72, 11, 200, 5, 17};
        List<ScoredToken> expected;
        try (Lease lease = live.lease()) {
            expected = lease.score(ids, 1);
        }
        for (int most : new int[]{0, 1, 3}) {
            JsonNode answer = agent().ok(COMPLETIONS,
                    "{'prompt':[[39,72,11,200,5,17],[39,72]],'max_tokens':%d,'temperature':0,'logprobs':1,'echo':true,'seed':1234}"
                            .formatted(most));
            assertThat(answer.path("choices")).hasSize(2);
            JsonNode likelihoods = answer.at("/choices/0/logprobs");
            assertThat(likelihoods.path("tokens")).hasSize(ids.length + most);
            assertThat(likelihoods.at("/token_logprobs/0").isNull()).isTrue();
            assertThat(likelihoods.at("/top_logprobs/0").isNull()).isTrue();
            for (int t = 1; t < ids.length; t++) {
                assertThat(likelihoods.path("token_logprobs").get(t).asDouble())
                        .isCloseTo(expected.get(t - 1).logProbability(), within(1e-5));
                boolean greedy = expected.get(t - 1).likeliest()[0] == ids[t];
                JsonNode top = likelihoods.path("top_logprobs").get(t);
                double best = elements(top).mapToDouble(JsonNode::asDouble).max().orElseThrow();
                assertThat(likelihoods.path("token_logprobs").get(t).asDouble() == best).isEqualTo(greedy);
            }
            String text = answer.at("/choices/0/text").asText();
            List<Integer> offsets = elements(likelihoods.path("text_offset")).map(JsonNode::asInt).toList();
            assertThat(offsets).isSorted().startsWith(0).allMatch(at -> at <= text.length());
            assertThat(answer.at("/choices/1/logprobs/tokens")).hasSize(2 + most);
            if (most > 0) {
                assertThat(likelihoods.path("token_logprobs").get(ids.length).asDouble()).isCloseTo(expected.get(5).logProbability(),
                        within(1e-5));
            }
            assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(2 * most);
        }
    }

    @Test
    void promptsMayBeTextsAndAreToldBackWhereAsked() {
        JsonNode plain = agent().ok(COMPLETIONS, "{'prompt':['Hello','Hi'],'max_tokens':5,'temperature':0}");
        JsonNode echoed = agent().ok(COMPLETIONS, "{'prompt':['Hello','Hi'],'max_tokens':5,'temperature':0,'echo':true}");
        assertThat(plain.path("id").asText()).startsWith("cmpl-");
        assertThat(elements(echoed.path("choices")).map(choice -> choice.path("text").asText())).containsExactly(
                "Hello" + plain.at("/choices/0/text").asText(), "Hi" + plain.at("/choices/1/text").asText());
        assertThat(agent().stream(COMPLETIONS, "{'prompt':'Hello','max_tokens':5,'temperature':0,'echo':true,'stream':true}").stream()
                .map(chunk -> chunk.at("/choices/0/text").asText()).collect(Collectors.joining()))
                .isEqualTo(echoed.at("/choices/0/text").asText());
        assertThat(agent().ok(COMPLETIONS, "{'prompt':'','max_tokens':2}").at("/usage/prompt_tokens").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{} | messages | messages is missing",
            "{'messages':[]} | messages | list of 0",
            "{'messages':[{'role':'user','content':'a'}],'temperature':3} | temperature | from 0 to 2",
            "{'messages':[{'role':'user','content':'a'}],'n':0} | n | whole number from 1",
            "{'messages':[{'role':'user','content':'a'}],'tools':[{}]} | tools | tools is not supported",
            "{'messages':[{'role':'user','content':'a'}],'functions':[{}]} | functions | functions is not supported",
            "{'messages':[{'role':'user','content':'a'}],'response_format':{'type':'json_object'}} | response_format | not supported",
            "{'messages':[{'role':'user','content':'a'}],'audio':{}} | audio | not supported",
            "{'messages':[{'role':'user','content':'a'}],'stop':['']} | stop | none of them empty",
            "{'messages':[{'role':'user','content':'a'}],'logit_bias':{'300':1}} | logit_bias | 300, which is outside the vocabulary",
            "{'messages':[{'role':'user','content':'a'}],'top_logprobs':2} | top_logprobs | needs logprobs",
            "{'messages':[{'role':'tool','content':'a'}]} | messages[0].role | not supported",
            "{'messages':[{'role':'user','content':''}]} | messages[0].content | is empty",
            "{'messages':[{'role':'user','content':' '},{'role':'assistant','content':''},{'role':'user','content':'a'}]} | messages[0].content | is blank",
            "{'messages':[{'role':'assistant','content':'a'}]} | messages | must end with",
            "{'messages':[{'role':'user','content':[{'type':'image_url'}]}]} | messages[0].content[0].type | only text"})
    void whatIsWrongIsNamed(String body, String param, String message) {
        HttpResponse<String> response = agent().post(CHAT, body);
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = ApiClient.json(response.body()).path("error");
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.path("message").asText()).contains(message);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    }

    @Test
    void aTopPOfNothingWritesWhatTheLikeliestTokensAre() {
        String likeliest = written("Hello", 12).text();

        assertThat(agent().ok(CHAT, "{'max_tokens':12,'top_p':0,'messages':[{'role':'user','content':'Hello'}]}")
                .at("/choices/0/message/content").asText()).isEqualTo(likeliest);
    }

    @Test
    void anAssistantWhoSaidNothingIsPartOfAnExchangeThatIsRecorded() {
        JsonNode answer = agent().ok(CHAT, "{'max_tokens':2,'function_call':'auto','messages':[{'role':'user','content':'Hi'},"
                + "{'role':'assistant','content':null},{'role':'user','content':'Hello'}]}");

        assertThat(answer.at("/choices/0/recorded").asBoolean()).isTrue();
    }

    @Test
    void everyAnswerHasTheIdOfItsRequest() {
        assertThat(agent().get("/v1/models").headers().firstValue("x-request-id").orElseThrow()).matches("req-[0-9a-f-]{36}");
        assertThat(agent().get("/v1/nowhere").headers().firstValue("x-request-id").orElseThrow()).matches("req-[0-9a-f-]{36}");
        ApiClient behindAProxy = new ApiClient(http, "X-Request-Id", "ours-4711");
        assertThat(behindAProxy.post(CHAT, "{'max_tokens':1,'stream':true," + HELLO + "}").headers().allValues("x-request-id"))
                .containsExactly("ours-4711");
        assertThat(new ApiClient(http, "X-Request-Id", "no good").get("/v1/models").headers().firstValue("x-request-id").orElseThrow())
                .startsWith("req-");
    }

    @Test
    void whatIsUnknownIsIgnoredAndWhatAsksForNothingPasses() {
        agent().ok(CHAT,
                "{'max_tokens':1,'sparkle':3,'tools':null,'functions':[],'response_format':{'type':'text'},'store':true," + HELLO + "}");
        agent().ok(COMPLETIONS, "{'prompt':'a','max_tokens':1,'best_of':1,'suffix':null}");
        assertThat(agent().post(COMPLETIONS, "{'prompt':'a','best_of':2}").statusCode()).isEqualTo(400);
    }

    @Test
    void aPromptThatDoesNotFitIsRefusedWithBothLengths() {
        HttpResponse<String> chat = agent().post(CHAT, "{'messages':[{'role':'user','content':'%s'}]}".formatted("word ".repeat(80)));
        assertThat(chat.statusCode()).isEqualTo(400);
        assertThat(ApiClient.json(chat.body()).at("/error/code").asText()).isEqualTo("context_length_exceeded");
        String words = "prompt is too long: .*; this model's maximum context length is 64 tokens";
        assertThat(ApiClient.json(chat.body()).at("/error/message").asText()).matches(words);
        HttpResponse<String> book = agent().post(CHAT, "{'messages':[{'role':'user','content':'%s'}]}".formatted("a".repeat(100_001)));
        assertThat(book.statusCode()).isEqualTo(400);
        assertThat(ApiClient.json(book.body()).at("/error/message").asText()).matches(words).contains("100001 characters");
        String ids = IntStream.range(0, 64).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(agent().post(COMPLETIONS, "{'prompt':[" + ids + "],'max_tokens':2}").body()).contains("64 tokens", "at most 63");
        assertThat(
                ApiClient.json(agent().post(COMPLETIONS, "{'prompt':[" + ids + "],'max_tokens':2}").body()).at("/error/message").asText())
                .matches(words);
        agent().ok(COMPLETIONS, "{'prompt':[" + ids + "],'max_tokens':1,'temperature':0,'echo':true,'logprobs':1}");
    }

    @Test
    void modelsAreListedAndUnknownOnesAre404() {
        JsonNode list = ApiClient.json(agent().get("/v1/models").body());
        assertThat(elements(list.path("data")).map(model -> model.path("id").asText())).startsWith("retort", version.version());
        JsonNode one = ApiClient.json(agent().get("/v1/models/" + version.version()).body());
        assertThat(one.path("object").asText()).isEqualTo("model");
        assertThat(one.path("digest").asText()).isEqualTo(version.digest());
        assertThat(one.path("max_model_len").asInt()).isEqualTo(64);
        for (HttpResponse<String> response : List.of(agent().get("/v1/models/gpt-4"),
                agent().post(CHAT, "{'model':'gpt-4'," + HELLO + "}"))) {
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(ApiClient.json(response.body()).at("/error/code").asText()).isEqualTo("model_not_found");
            assertThat(response.body()).contains("gpt-4", version.version());
        }
        assertThat(agent().ok(CHAT, "{'model':'" + version.version() + "','max_tokens':1," + HELLO + "}").path("model").asText())
                .isEqualTo(version.version());
    }

    @Test
    void aWrongKeyIsRefusedInOpenAisShape() {
        HttpResponse<String> response = new ApiClient(http, "Authorization", "Bearer sk-wrong").post(CHAT, "{" + HELLO + "}");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(ApiClient.json(response.body()).at("/error/code").asText()).isEqualTo("invalid_api_key");
        assertThat(new ApiClient(http, "Authorization", "Bearer sk-wrong").post("/api/feedback", "{}").body()).contains("\"status\":401");
    }

    @Test
    void theIdTakesFeedbackOfItsOwnerAndOfAgentsOnly() {
        HttpResponse<String> response = nobody().post(CHAT, "{'max_tokens':6," + HELLO + "}");
        String token = response.headers().firstValue("Retort-Visitor-Token").orElseThrow();
        String feedback = "{'exchangeId':'%s','verdict':'flagged','reason':'wrong'}"
                .formatted(ApiClient.json(response.body()).path("id").asText());
        ApiClient owner = new ApiClient(http, "Authorization", "Bearer " + token);
        assertThat(nobody().post("/api/feedback", feedback).statusCode()).isEqualTo(403);
        assertThat(owner.post("/api/feedback", feedback).statusCode()).isEqualTo(202);
        assertThat(agent().post("/api/feedback", feedback).statusCode()).isEqualTo(202);
        assertThat(owner.post(CHAT, "{'max_tokens':1," + HELLO + "}").headers().firstValue("Retort-Visitor-Token")).isEmpty();
    }

    private static java.util.stream.Stream<JsonNode> elements(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }
}
