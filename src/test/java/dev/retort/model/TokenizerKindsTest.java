package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a tokenizer's files say, the ids are those that transformers gives, or the setting is named. */
class TokenizerKindsTest {
    @TempDir
    private Path folder;

    static Stream<JsonNode> tokenizers() {
        return Reference.elements(FolderReferences.ALL.path("tokenizers"));
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void idsAreTheReferences(JsonNode expected) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.read(FolderReferences.writeTokenizer(folder, expected))) {
            JsonNode texts = FolderReferences.ALL.path("texts");
            for (int i = 0; i < texts.size(); i++) {
                String text = texts.get(i).asText();
                assertThat(tokenizer.encodeWithSpecialTokens(text)).as("%s: %s", expected.path("name"), text)
                        .isEqualTo(Reference.ids(expected.path("special").get(i)));
                assertThat(tokenizer.encode(text)).as("%s, plain: %s", expected.path("name"), text)
                        .isEqualTo(Reference.ids(expected.path("plain").get(i)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\u0001', value = {
            "{'add_bos_token': true} ~ tokenizer_config.json: add_bos_token is true, expected false",
            "{'split_special_tokens': true} ~ tokenizer_config.json: split_special_tokens is true, expected false",
            "{'tokenizer_class': 'T5Tokenizer'} ~ tokenizer_config.json: tokenizer_class is \"T5Tokenizer\", expected \"GPT2Tokenizer\"",
            "{'auto_map': {'AutoTokenizer': ['own.Tokenizer', null]}} ~ tokenizer_config.json: auto_map names a tokenizer with code of its own",
            "{'tokenizer_class': 'PreTrainedTokenizerFast', 'add_prefix_space': true} ~ tokenizer_config.json: add_prefix_space is true, expected false as in tokenizer.json",
            "{'added_tokens_decoder': {'299': {'content': '<|endoftext|>', 'special': true}, '305': {'content': '<x>', 'special': true}}} ~ tokenizer_config.json: \"<x>\" has the id 305, but it is token 300",
            "{'added_tokens_decoder': {'299': {'content': '<|endoftext|>', 'special': true, 'lstrip': true}}} ~ tokenizer_config.json: added_tokens_decoder has lstrip true for \"<|endoftext|>\", but tokenizer.json false"})
    void aSettingThatIsNotHeededIsNamed(String settings, String problem) throws IOException {
        JsonNode changes = new ObjectMapper()
                .readTree("{\"write\": {\"tokenizer_config.json\": " + settings.replace('\'', '"') + "}}");
        FolderReferences.writeTokenizer(folder, changes);
        assertThatThrownBy(() -> Tokenizer.read(folder)).isInstanceOf(ModelFolderException.class).hasMessageStartingWith(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\u0001', value = {
            "{'normalizer': {'type': 'NFC'}} ~ normalizer is \"NFC\", expected null with GPT2Tokenizer",
            "{'pre_tokenizer': {'type': 'Whitespace'}} ~ pre_tokenizer is {\"type\":\"Whitespace\"}, expected ByteLevel",
            "{'pre_tokenizer': {'type': 'ByteLevel', 'use_regex': false}} ~ pre_tokenizer is {\"type\":\"ByteLevel\",\"use_regex\":false}, expected ByteLevel with use_regex",
            "{'post_processor': {'type': 'TemplateProcessing', 'single': [{'SpecialToken': {'id': '<|endoftext|>', 'type_id': 0}}, {'Sequence': {'id': 'A', 'type_id': 0}}], 'pair': [], 'special_tokens': {}}} ~ post_processor is \"TemplateProcessing\", expected none that adds tokens",
            "{'post_processor': {'type': 'Sequence', 'processors': [{'type': 'ByteLevel'}, {'type': 'RobertaProcessing'}]}} ~ post_processor is \"Sequence\", expected none that adds tokens"})
    void aPartOfTheFileThatIsNotHeededIsNamed(String part, String problem) throws IOException {
        FolderReferences.writeTokenizer(folder, new ObjectMapper().readTree("{\"patch\": " + part.replace('\'', '"') + "}"));
        assertThatThrownBy(() -> Tokenizer.read(folder)).isInstanceOf(ModelFolderException.class)
                .hasMessageStartingWith("tokenizer.json: " + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\u0001', value = {"\"dropout\": null ~ \"dropout\": 0.1 ~ model.dropout is 0.1",
            "\"byte_fallback\": false ~ \"byte_fallback\": true ~ model.byte_fallback is true",
            "\"ignore_merges\": false ~ \"ignore_merges\": true ~ model.ignore_merges is true",
            "\"end_of_word_suffix\": null ~ \"end_of_word_suffix\": \"</w>\" ~ model.end_of_word_suffix is \"</w>\""})
    void aPartOfTheModelThatIsNotHeededIsNamed(String part, String replacement, String problem) throws IOException {
        FolderReferences.writeTokenizer(folder, new ObjectMapper().createObjectNode());
        Path file = folder.resolve("tokenizer.json");
        String text = java.nio.file.Files.readString(file);
        assertThat(text).contains(part);
        java.nio.file.Files.writeString(file, text.replace(part, replacement));
        assertThatThrownBy(() -> Tokenizer.read(folder)).hasMessageStartingWith("tokenizer.json: " + problem);
    }

    @Test
    void whatTheFileAddsMustBeInAListBesideIt() throws IOException {
        FolderReferences.writeTokenizer(folder, new ObjectMapper().readTree(
                "{\"patch\": {\"added_tokens\": [{\"id\": 299, \"content\": \"<|endoftext|>\", \"special\": true, \"single_word\": false, \"lstrip\": false,"
                        + " \"rstrip\": false, \"normalized\": false}, {\"id\": 300, \"content\": \"order no\", \"special\": false, \"single_word\": false,"
                        + " \"lstrip\": false, \"rstrip\": false, \"normalized\": true}]}}"));
        assertThatThrownBy(() -> Tokenizer.read(folder))
                .hasMessage("tokenizer_config.json: added_tokens_decoder lacks \"order no\", which tokenizer.json"
                        + " adds; save the tokenizer again, or take added_tokens_decoder out");
    }

    @Test
    void aTokenBeyondTheModelsRowsIsRefusedWithWhatAddsIt() throws IOException {
        Reference.copyModel(folder);
        java.nio.file.Files.writeString(folder.resolve("tokenizer_config.json"), "{\"pad_token\": \"[PAD]\"}");
        assertThatThrownBy(() -> Gpt2.check(folder))
                .hasMessage(
                        "tokenizer.json: has 301 tokens with \"[PAD]\", which a setting such as pad_token adds, but the model's vocab_size in"
                                + " config.json is 300; enlarge it with resize_token_embeddings, or take the setting out");
    }
}
