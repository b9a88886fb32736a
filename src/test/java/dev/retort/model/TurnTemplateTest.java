package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TurnTemplateTest {
    private static final int END = 299;
    private static Tokenizer tokenizer;
    private static TurnTemplate template;

    @BeforeAll
    static void read() throws IOException {
        tokenizer = Tokenizer.read(Reference.MODEL);
        template = new TurnTemplate(tokenizer, 20);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    static Stream<JsonNode> conversations() {
        return Reference.elements(Reference.json("chat.json").path("conversations"));
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void idsAndMasksAreTheReferences(JsonNode expected) {
        List<Turn> turns = Reference.turns(expected.path("messages"));
        Labelled labelled = template.conversation(turns);
        assertThat(labelled.ids()).isEqualTo(Reference.ids(expected.path("ids")));
        assertThat(IntStream.range(0, labelled.ids().length).map(i -> labelled.labels()[i] ? 1 : 0))
                .containsExactlyElementsOf(Reference.elements(expected.path("assistant_mask")).map(JsonNode::asInt).toList());
        assertThat(new TurnTemplate(tokenizer, 1024).prompt(turns, 0).ids()).isEqualTo(Reference.ids(expected.path("ids")));
    }

    @Test
    void wholeOldestTurnsAreDroppedAndTheSystemTurnStays() {
        // each "aaaa" is four tokens and the end
        List<Turn> turns = List.of(Turn.system("a"), Turn.user("aaaa"), Turn.assistant("aaaa"), Turn.user("aaaa"));
        assertThat(template.prompt(turns, 3)).satisfies(prompt -> {
            assertThat(prompt.droppedTurns()).isZero();
            assertThat(prompt.ids()).hasSize(17);
        });
        assertThat(template.prompt(turns, 4)).satisfies(prompt -> {
            assertThat(prompt.droppedTurns()).isEqualTo(1);
            assertThat(prompt.ids()).startsWith(64, END).hasSize(12);
        });
        assertThat(template.prompt(turns.subList(1, 4), 10).droppedTurns()).isEqualTo(1);
    }

    @Test
    void whatCannotFitIsNotRead() {
        List<Turn> turns = new AbstractList<>() {
            @Override
            public Turn get(int index) {
                assertThat(index == 0 || index >= 999_900).as("turn %d is read", index).isTrue();
                return index % 2 == 0 ? Turn.user("aaaa") : Turn.assistant("aaaa");
            }

            @Override
            public int size() {
                return 1_000_001;
            }
        };
        assertThat(template.prompt(turns, 4)).satisfies(prompt -> {
            assertThat(prompt.ids()).hasSize(15);
            assertThat(prompt.droppedTurns()).isEqualTo(999_998);
        });
    }

    @Test
    void aTurnThatAloneIsTooLongIsRefusedWithLimitAndLength() {
        List<Turn> turns = List.of(Turn.system("a"), Turn.user("aaaaaaaa"));
        assertThat(template.prompt(turns, 9).ids()).hasSize(11);
        assertThatThrownBy(() -> template.prompt(turns, 10)).isInstanceOfSatisfying(TurnTooLongException.class, e -> {
            assertThat(e.limit()).isEqualTo(8);
            assertThat(e.length()).isEqualTo(9);
        });
    }

    @Test
    void onlyTheReplyAndItsEndAreLabelled() {
        Labelled example = template.example(List.of(Turn.user("a"), Turn.assistant("a"), Turn.user("a")), "b<|endoftext|>");
        int[] reply = tokenizer.encode("b<|endoftext|>");
        assertThat(example.ids()).startsWith(64, END, 64, END, 64, END, reply[0]).endsWith(END);
        assertThat(example.labelled()).isEqualTo(reply.length + 1);
        assertThat(Arrays.copyOf(example.labels(), 6)).containsOnly(false);
    }
}
