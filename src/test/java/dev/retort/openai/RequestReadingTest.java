package dev.retort.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;

import dev.retort.local.Settings;
import dev.retort.model.Turn;
import dev.retort.problem.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of requests that need no model to be read. */
class RequestReadingTest {
    private static final String HELLO = "'messages':[{'role':'user','content':'Hello'}]";
    private final OpenAiConfig config = Settings.of(OpenAiConfig.class,
            Map.of("retort.openai.max-tokens", "64", "retort.openai.max-tokens-limit", "512"));

    private ChatRequest chat(String body) {
        return ChatRequest.read(body.replace('\'', '"').getBytes(UTF_8), config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'role':'assistant','content':null}", "{'role':'assistant'}", "{'role':'assistant','content':''}",
            "{'role':'assistant','content':null,'tool_calls':[],'function_call':null,'refusal':null}"})
    void anAssistantWhoSaidNothingIsReadAsSuch(String message) {
        ChatRequest read = chat("{'messages':[{'role':'user','content':'Hi'}," + message + ",{'role':'user','content':'Hello?'}]}");

        assertThat(read.turns()).containsExactly(Turn.user("Hi"), Turn.assistant(""), Turn.user("Hello?"));
    }

    @Test
    void onlyAPlainNoKeepsTheMemoryOut() {
        assertThat(chat("{'memory':false," + HELLO + "}").memory()).isFalse();
        for (String other : List.of("'memory':true,", "'memory':null,", "'memory':{'a':1},", "'memory':'false',", "")) {
            assertThat(chat("{" + other + HELLO + "}").memory()).as(other).isTrue();
        }
    }

    @Test
    void anybodyElseMustSaySomething() {
        assertThatThrownBy(() -> chat("{'messages':[{'role':'user','content':null}]}")).isInstanceOf(Refusal.class)
                .hasMessage("messages[0].content is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'function_call':'auto'", "'function_call':'none'", "'tool_choice':'auto'", "'tool_choice':'none'",
            "'functions':[],'function_call':'auto'", "'tools':[],'tool_choice':'auto'"})
    void aChoiceAmongNoFunctionsAsksForNothing(String field) {
        assertThat(chat("{" + field + "," + HELLO + "}").turns()).hasSize(1);
    }

    @Test
    void aTopPOfNothingLeavesTheLikeliestToken() {
        double topP = chat("{'top_p':0," + HELLO + "}").parameters().sampling().topP();

        assertThat(topP).isPositive().isLessThan(1.0 / 1_000_000);
        assertThat(chat("{'top_p':0.5," + HELLO + "}").parameters().sampling().topP()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"temperature | 2.5 | a number from 0 to 2", "top_p | 1.5 | a number from 0 to 1",
            "min_p | -1 | a number from 0 to 1", "top_k | -1 | a whole number from 0 to 2147483647",
            "repetition_penalty | 0 | a number from 0.01 to 100", "repetition_penalty | 101 | a number from 0.01 to 100",
            "presence_penalty | 3 | a number from -2 to 2", "frequency_penalty | -3 | a number from -2 to 2",
            "n | 0 | a whole number from 1 to 64", "n | 65 | a whole number from 1 to 64",
            "max_tokens | 0 | a whole number from 1 to 2147483647", "max_completion_tokens | -1 | a whole number from 1 to 2147483647",
            "top_logprobs | 21 | a whole number from 0 to 20",
            "seed | 1.5 | a whole number from -9223372036854775808 to 9223372036854775807"})
    void everyRangeIsToldInTheSameWords(String field, String value, String expected) {
        assertThatThrownBy(() -> chat("{'%s':%s,%s}".formatted(field, value, HELLO))).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.problem().field()).contains(field);
            assertThat(refusal).hasMessage("%s is %s, expected %s", field, value, expected);
        });
    }

    @Test
    void aPromptThatIsTooLongIsToldInTheWordsThatClientsLookFor() {
        Refusal refusal = PromptTooLong.refusal("prompt", "it has 70 tokens, at most 63 fit", 64);

        assertThat(refusal.problem().field()).contains("prompt");
        assertThat(refusal).hasMessage(
                "prompt is too long: it has 70 tokens, at most 63 fit; this model's maximum context length is 64 tokens");
    }
}
