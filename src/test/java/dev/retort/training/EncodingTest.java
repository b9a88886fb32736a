package dev.retort.training;

import static dev.retort.training.TinyRun.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
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
    void theFirstTokensOfALearnedReplyCountByTheDecisionsWeight() throws TrainingRefusedException {
        Rows rows = encoding(Method.SFT, TooLong.DROP).rows("train",
                List.of(new TrainingExample(List.of(Turn.user("Where are you?")), "In Rome, at the old port.", 2))).deciding(3);
        float[] weights = rows.batch(List.of(0)).weights();
        assertThat(weights).startsWith(6, 6, 6, 2).endsWith(2);
        assertThat(rows.kept().batch(List.of(0)).kept()).as("what is kept has no decision to learn").containsOnly(2);
    }

    @Test
    void eachReplyOfAJoinedRowHasItsOwnDecision() throws TrainingRefusedException {
        Turn question = Turn.user("How long?");
        Rows rows = encoding(Method.SFT, TooLong.DROP)
                .rows("train", List.of(new TrainingExample(List.of(question), "About two whole days."),
                        new TrainingExample(List.of(question, Turn.assistant("About two whole days."), Turn.user("And then?")),
                                "It is yours for ever.")))
                .deciding(5);
        float[] weights = rows.batch(List.of(0)).weights();
        assertThat(rows.items()).hasSize(1);
        int five = 0;
        for (float weight : weights) {
            five += weight == 5 ? 1 : 0;
        }
        assertThat(five).isEqualTo(2 * DataUse.DECISION);
        assertThat(weights).startsWith(5, 5, 5, 1);
    }

    @Test
    void aDecisionIsTheBeginningOfAFirstReply() {
        String letters = "one two three four five six seven eight nine ten";
        Rows decisions = encoding(Method.SFT, TooLong.DROP).decisions(List.of(example("Count!", letters), example("Bye", "Hi."),
                new TrainingExample(List.of(Turn.user("Hello"), Turn.assistant("Hi."), Turn.user("Bye")), "See you."),
                TrainingExample.flagged(List.of(Turn.user("Hello")), "Go away."))).kept();
        Item.Reply first = (Item.Reply) decisions.items().get(0);
        assertThat(decisions.items()).as("first turns that nobody flagged").hasSize(2);
        assertThat(first.row().labelled()).isEqualTo(12);
        int[] whole = new TurnTemplate(tokenizer, 64).example(List.of(Turn.user("Count!")), letters).ids();
        assertThat(first.row().ids()).isEqualTo(Arrays.copyOf(whole, first.row().ids().length));
        assertThat(((Item.Reply) decisions.items().get(1)).row().ids()).as("a short one is whole")
                .endsWith(TinyReference.CONFIG.endOfText());
        assertThat(decisions.batch(List.of(0)).weights()).as("nothing of it is learned").containsOnly(0);
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
