package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.model.Tokenizer;
import dev.retort.model.Torch;
import dev.retort.model.Turn;
import dev.retort.model.TurnTemplate;
import dev.retort.model.Weights;
import org.junit.jupiter.api.Test;

class SharedPrefixesTest {
    private static final int END = TinyReference.CONFIG.endOfText();
    private static final List<Turn> TURNS = List.of(Turn.user("How long?"), Turn.assistant("Two days."), Turn.user("And to Rome?"),
            Turn.assistant("Three days."), Turn.user("Thanks"), Turn.assistant("Gladly."));

    /** Each reply of the conversation as an example of its own, the shortest first. */
    private static List<Item> separate() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.read(TinyRun.MODEL)) {
            TurnTemplate template = new TurnTemplate(tokenizer, TinyReference.CONFIG.contextLength());
            return IntStream.of(1, 3, 5).mapToObj(reply -> item(template.example(TURNS.subList(0, reply), TURNS.get(reply).content()), 1))
                    .toList();
        }
    }

    private static Item item(Labelled row, double weight) {
        return new Item.Reply(row, weight, 1);
    }

    private static Item.Reply reply(Item item) {
        return (Item.Reply) item;
    }

    private static List<FloatBuffer> learned(List<Item> items) throws IOException {
        Torch.start(2);
        try (Trainer trainer = Trainer.start(TinyReference.CONFIG, Weights.read(TinyRun.MODEL, TinyReference.CONFIG),
                new AdamW(0.9, 0.999, 1e-2, 0.01, 1, 0), Device.CPU)) {
            Rows rows = Rows.of(items, 0, 0);
            trainer.step(List.of(rows.batch(IntStream.range(0, items.size()).boxed().toList())), 1e-2);
            return trainer.weights().tensors().values().stream().map(tensor -> tensor.floats()).toList();
        }
    }

    @Test
    void aConversationIsOneRowThatTeachesTheSame() throws IOException {
        List<Item> separate = separate();
        List<Item> joined = SharedPrefixes.join(separate, END);
        assertThat(joined).singleElement().satisfies(one -> {
            assertThat(one.tokens()).isEqualTo(separate.get(2).tokens());
            assertThat(reply(one).row().labelled()).isEqualTo(separate.stream().mapToInt(item -> reply(item).row().labelled()).sum());
            assertThat(reply(one).replies()).isEqualTo(3);
        });
        List<FloatBuffer> expected = learned(separate);
        List<FloatBuffer> found = learned(joined);
        for (int tensor = 0; tensor < expected.size(); tensor++) {
            for (int i = 0; i < expected.get(tensor).limit(); i++) {
                assertThat(found.get(tensor).get(i)).isCloseTo(expected.get(tensor).get(i), within(1e-5f));
            }
        }
    }

    @Test
    void whatIsThereTwiceCountsTwice() throws IOException {
        List<Item> twice = new ArrayList<>(separate());
        twice.addAll(separate());
        List<Item> joined = SharedPrefixes.join(twice, END);
        assertThat(joined.stream().mapToInt(item -> reply(item).row().labelled()).sum())
                .isEqualTo(twice.stream().mapToInt(item -> reply(item).row().labelled()).sum());
        assertThat(joined.stream().mapToInt(item -> reply(item).replies()).sum()).isEqualTo(6);
    }

    @Test
    void anotherWeightOrAnotherConversationStaysApartAndInItsPlace() throws IOException {
        List<Item> separate = separate();
        Item heavy = item(reply(separate.get(0)).row(), 2);
        Item other = item(new Labelled(new int[]{5, END, 6, END}, new boolean[]{false, false, true, true}), 1);
        assertThat(SharedPrefixes.join(List.of(other, heavy, separate.get(2)), END)).containsExactly(other, heavy, separate.get(2));
    }
}
