package dev.retort.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSchemasTest {
    private static final Path SCHEMAS = Path.of("feedback-schema");
    private static final Map<String, Class<?>> RECORDS = Map.of(ExchangeEvent.TYPE, ExchangeEvent.class, FeedbackEvent.TYPE,
            FeedbackEvent.class,
            TrainingEvent.TYPE, TrainingEvent.class, ModelEvent.TYPE, ModelEvent.class, CorrectionEvent.TYPE,
            CorrectionEvent.class, PraiseEvent.TYPE, PraiseEvent.class);
    /** The part of the problem that tells what is wrong, for each invalid example. */
    private static final Map<String, String> PROBLEMS = Map.ofEntries(
            Map.entry("exchange.v1.without-prompt", "prompt"), Map.entry("exchange.v1.without-user-turn", "/prompt"),
            Map.entry("exchange.v1.unknown-role", "/prompt/0/role"), Map.entry("exchange.v1.turn-is-text", "/turn"),
            Map.entry("exchange.v1.negative-temperature", "/sampling/temperature"), Map.entry("exchange.v1.reply-with-nul", "/reply"),
            Map.entry("exchange.v1.reply-with-lone-surrogate", "/reply: holds a lone surrogate"),
            Map.entry("exchange.v1.unknown-finish-reason", "/finishReason"),
            Map.entry("exchange.v1.message-id-is-a-number", "/messageId"),
            Map.entry("exchange.v1.safety-without-findings", "/safety/findings"),
            Map.entry("exchange.v1.no-omitted-turns-told", "/omittedTurns"),
            Map.entry("feedback.v1.corrected-without-better-reply", "betterReply"),
            Map.entry("feedback.v1.blank-better-reply", "/betterReply"),
            Map.entry("feedback.v1.flagged-with-better-reply", "betterReply"), Map.entry("feedback.v1.misspelt-field", "better_reply"),
            Map.entry("feedback.v1.unknown-verdict", "/verdict"), Map.entry("feedback.v1.unknown-reason", "/reason"),
            Map.entry("feedback.v1.unknown-role", "/by/role"), Map.entry("feedback.v1.without-sender", "by"),
            Map.entry("feedback.v1.date-is-no-date", "/at"), Map.entry("feedback.v1.empty-id", "/feedbackId"),
            Map.entry("training.v1.loss-is-not-a-number", "/loss"), Map.entry("training.v1.without-run", "runId"),
            Map.entry("training.v1.curve-point-without-gradient-norm", "gradNorm"),
            Map.entry("training.v1.curve-is-empty", "/curve"), Map.entry("training.v1.validation-loss-is-infinite", "/validationLoss"),
            Map.entry("model.v1.epoch-zero", "/epoch"), Map.entry("model.v1.champion-without-digest", "digest"),
            Map.entry("model.v1.is-a-list", "object"), Map.entry("exchange.v1.recalled-without-own-words", "/recalled"),
            Map.entry("correction.v1.blank-reply", "/reply"), Map.entry("correction.v1.without-prompt", "prompt"),
            Map.entry("correction.v1.not-for-a-text", "/notFor/0"),
            Map.entry("correction.v1.reply-with-lone-surrogate", "/reply: holds a lone surrogate"),
            Map.entry("praise.v1.without-reply", "reply"));

    static List<Path> valid() throws IOException {
        return files("valid");
    }

    static List<Path> invalid() throws IOException {
        return files("invalid");
    }

    private static List<Path> files(String kind) throws IOException {
        try (Stream<Path> files = Files.list(SCHEMAS.resolve("examples").resolve(kind))) {
            return files.sorted().toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".json", "");
    }

    /** {@code feedback.v1.praised} is an example of {@code dev.retort.feedback.v1}. */
    private static String type(Path file) {
        return "dev.retort." + name(file).replaceAll("(\\.v\\d+)\\..*", "$1");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void validExamplesPassAndComeBackFromTheirRecordUnchanged(Path file) throws IOException {
        JsonNode json = EventJson.MAPPER.readTree(file.toFile());
        assertThat(EventSchemas.problem(type(file), json)).isEmpty();

        Object event = EventJson.MAPPER.treeToValue(json, RECORDS.get(type(file)));
        JsonNode written = EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsBytes(event));
        assertThat(EventSchemas.problem(type(file), written)).isEmpty();
        if (!name(file).contains("-field")) { // unknown fields are ignored
            assertThat(written.size()).isEqualTo(json.size());
        }
        assertThat(EventJson.MAPPER.treeToValue(written, RECORDS.get(type(file)))).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void invalidExamplesAreRefusedForWhatTheirNameSays(Path file) throws IOException {
        JsonNode json = EventJson.MAPPER.readTree(file.toFile());
        assertThat(PROBLEMS).containsKey(name(file));
        assertThat(EventSchemas.problem(type(file), json).orElse("nothing")).contains(PROBLEMS.get(name(file)));
        assertThatThrownBy(() -> EventSchemas.validate(type(file), json)).isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(type(file));
    }

    @Test
    void everyExpectedProblemHasItsExample() throws IOException {
        assertThat(invalid().stream().map(EventSchemasTest::name)).containsExactlyInAnyOrderElementsOf(PROBLEMS.keySet());
    }

    @Test
    void anUnknownTypeIsNamed() {
        assertThat(EventSchemas.problem("dev.retort.gossip.v1", EventJson.MAPPER.createObjectNode()).orElseThrow())
                .contains("dev.retort.gossip.v1").contains(ExchangeEvent.TYPE);
    }

    @Test
    void aPairOfSurrogatesIsACharacter() {
        JsonNode json = EventJson.MAPPER.valueToTree(new TrainingEvent("run", "default", "training", 1, 0, 1, java.util.Optional.empty(),
                java.util.Optional.empty(), java.util.Optional.empty(), java.util.Optional.of("done \ud83c\udf89"),
                java.util.Optional.empty(), java.time.Instant.EPOCH));
        assertThat(EventSchemas.problem(TrainingEvent.TYPE, json)).isEmpty();
    }
}
