package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
    private static Tokenizer tokenizer;
    private static Tokenizer fromVocabulary;

    @BeforeAll
    static void read(@TempDir Path folder) throws IOException {
        tokenizer = Tokenizer.read(Reference.MODEL);
        Files.copy(Reference.MODEL.resolve("vocab.json"), folder.resolve("vocab.json"));
        Files.copy(Reference.MODEL.resolve("merges.txt"), folder.resolve("merges.txt"));
        fromVocabulary = Tokenizer.read(folder);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
        fromVocabulary.close();
    }

    static Stream<JsonNode> cases() {
        return Reference.elements(Reference.json("tokenization.json").path("cases"));
    }

    static Stream<JsonNode> cut() {
        return Reference.elements(Reference.json("tokenization.json").path("cut"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void encodesAndDecodesAsTheReference(JsonNode expected) {
        String text = expected.path("text").asText();
        int[] ids = Reference.ids(expected.path("ids"));
        int[] plain = expected.has("ids_as_plain_text") ? Reference.ids(expected.path("ids_as_plain_text")) : ids;
        for (Tokenizer each : new Tokenizer[]{tokenizer, fromVocabulary}) {
            assertThat(each.encodeWithSpecialTokens(text)).isEqualTo(ids);
            assertThat(each.encode(text)).isEqualTo(plain);
            assertThat(each.decode(ids)).isEqualTo(expected.path("decoded").asText());
            assertThat(each.decode(plain)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @MethodSource("cut")
    void decodesCutCharactersAsTheReference(JsonNode expected) {
        assertThat(tokenizer.decode(Reference.ids(expected.path("ids")))).isEqualTo(expected.path("decoded").asText());
    }

    @ParameterizedTest
    @MethodSource({"cases", "cut"})
    void streamsTheSameTextWithoutHalfCharacters(JsonNode expected) {
        TextStream stream = tokenizer.stream();
        StringBuilder text = new StringBuilder();
        for (int id : Reference.ids(expected.path("ids"))) {
            String delta = stream.append(id);
            assertThat(delta.isEmpty() || !Character.isHighSurrogate(delta.charAt(delta.length() - 1))).isTrue();
            text.append(delta);
        }
        assertThat(text.append(stream.finish())).hasToString(expected.path("decoded").asText());
    }

    @Test
    void aStartedCharacterWaitsForItsEnd() {
        TextStream stream = tokenizer.stream();
        assertThat(stream.append(172)).isEmpty();
        assertThat(stream.append(253)).isEmpty();
        assertThat(stream.append(246)).isEmpty();
        assertThat(stream.append(222)).isEqualTo("😀");
        assertThat(stream.finish()).isEmpty();
    }

    @Test
    void theEndTokenIsPlainTextUnlessAskedFor() {
        assertThat(tokenizer.endOfText()).isEqualTo(299);
        assertThat(tokenizer.vocabularySize()).isEqualTo(300);
        assertThat(tokenizer.encode("<|endoftext|>")).doesNotContain(299);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\uD83D", "a\uDE00b", "a\uD83D\uD83D\uDE00"})
    void aLoneSurrogateIsRefusedWithItsPlace(String text) {
        assertThatThrownBy(() -> tokenizer.encode(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text holds a lone surrogate at index 1");
    }
}
