package dev.retort.training;

import static dev.retort.training.TinyRun.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import dev.retort.model.Tokenizer;
import dev.retort.model.Turn;
import dev.retort.model.TurnTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EncodingTest {
    private static final List<TrainingExample> EXAMPLES = List.of(example("How long?", "Two days."),
            TrainingExample.pair(List.of(Turn.user("Price?")), "It is free.", "A lot."),
            TrainingExample.flagged(List.of(Turn.user("Hello")), "Go away."), example("Bye", "See you."));
    private static Tokenizer tokenizer;

    @BeforeAll
    static void open() throws IOException {
        tokenizer = Tokenizer.read(TinyRun.MODEL);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static Rows rows(Method method) throws TrainingRefusedException {
        return encoding(method, TooLong.DROP).rows("train", EXAMPLES);
    }

    private static Encoding encoding(Method method, TooLong tooLong) {
        return new Encoding(new TurnTemplate(tokenizer, TinyReference.CONFIG.contextLength()), TinyReference.CONFIG.endOfText(),
                Objective.of(method), tooLong);
    }

    @Test
    void sftLearnsEveryReplyButTheFlagged() throws TrainingRefusedException {
        Rows rows = rows(Method.SFT);
        assertThat(rows.items()).hasSize(3).allMatch(Item.Reply.class::isInstance);
        assertThat(rows.unused()).isEqualTo(1);
        assertThat(rows.flatReferences()).isEmpty();
    }

    @Test
    void dpoTakesPairsOnly() throws TrainingRefusedException {
        Rows rows = rows(Method.DPO);
        assertThat(rows.items()).singleElement().isInstanceOf(Item.Pair.class);
        assertThat(rows.unused()).isEqualTo(3);
        assertThat(rows.batch(List.of(0)).items()).as("no cross entropy").isZero();
    }

    @Test
    void ktoMakesOneOfEachOfAPair() throws TrainingRefusedException {
        Rows rows = rows(Method.KTO);
        assertThat(rows.items()).hasSize(5).allMatch(Item.Flag.class::isInstance);
        assertThat(rows.items().stream().map(item -> ((Item.Flag) item).good())).containsExactly(true, true, false, false, true);
        assertThat(rows.unused()).isZero();
    }

    @Test
    void autoLearnsEveryReplyAndJudgesWhereItCan() throws TrainingRefusedException {
        Rows rows = rows(Method.AUTO);
        assertThat(rows.items()).hasSize(4);
        assertThat(rows.items().get(0)).isInstanceOf(Item.Reply.class);
        assertThat(rows.items().get(1)).isInstanceOfSatisfying(Item.Pair.class, pair -> assertThat(pair.learned()).isEqualTo(1));
        assertThat(rows.items().get(2)).isInstanceOfSatisfying(Item.Flag.class, flag -> {
            assertThat(flag.good()).isFalse();
            assertThat(flag.mismatched()).as("there is no other judged reply").isEmpty();
        });
        Batch batch = rows.batch(List.of(0, 1, 2, 3));
        assertThat(batch.examples()).isEqualTo(4);
        assertThat(batch.pairWeights()).containsExactly(1);
        assertThat(batch.flags()).containsExactly(3, -1);
        assertThat(rows.mismatched(List.of(0, 1, 2, 3))).isEmpty();
    }

    @Test
    void aMismatchedRowHasItsOwnPromptAndTheReplyBefore() throws TrainingRefusedException {
        Rows rows = rows(Method.KTO);
        TurnTemplate template = new TurnTemplate(tokenizer, 64);
        Item.Flag second = (Item.Flag) rows.items().get(1);
        assertThat(second.mismatched().orElseThrow().ids()).isEqualTo(template.example(List.of(Turn.user("Price?")), "Two days.").ids());
        Item.Flag first = (Item.Flag) rows.items().get(0);
        assertThat(first.mismatched().orElseThrow().ids()).isEqualTo(template.example(List.of(Turn.user("How long?")), "See you.").ids());
        assertThat(rows.mismatched(List.of(0, 2))).singleElement().satisfies(batch -> assertThat(batch.reference()).hasSize(3));
    }

    @Test
    void anExampleThatIsTooLongIsDroppedOrRefused() throws TrainingRefusedException {
        List<TrainingExample> endless = List.of(example("Why?", "because ".repeat(100)), EXAMPLES.get(0));
        assertThat(encoding(Method.SFT, TooLong.DROP).rows("train", endless).dropped()).isEqualTo(1);
        assertThatThrownBy(() -> encoding(Method.SFT, TooLong.REFUSE).rows("train", endless)).isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("train example 1 doesn't fit the context of 64 tokens");
    }

    @Test
    void equalRepliesAreNoPairAndAFlaggedReplyHasNoWorseOne() {
        assertThat(TrainingExample.pair(List.of(Turn.user("Price?")), "Free.", "Free.").rejected()).isEmpty();
        assertThatThrownBy(() -> new TrainingExample(List.of(Turn.user("Price?")), "Free.", 1, Optional.of("A lot."), true))
                .hasMessageContaining("a flagged reply has no worse one");
    }

    @Test
    void anObjectiveOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Objective.sft().withBeta(0)).hasMessage("beta is 0.0, expected above 0, at most 100");
        assertThatThrownBy(() -> Objective.sft().withLabelSmoothing(1)).hasMessageContaining("labelSmoothing is 1.0");
        assertThatThrownBy(() -> new Objective(Method.AUTO, 0.1, 0, 0, Replay.LEARN)).hasMessageContaining("preference is 0.0");
    }
}
