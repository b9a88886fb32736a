package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.retort.evaluation.SideBySide.Part;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Reference;
import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private static List<GateExample> examples(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> new GateExample(name + i, List.of(Turn.user(name + " " + i)), "Reply " + i,
                i % 2 == 0 ? Optional.of("flagged " + i) : Optional.empty(), name)).toList();
    }

    private static final GateSet SET = new GateSet(examples("gate", 3), examples("domain", 60), List.of())
            .with(new Trained(examples("learned", 12), List.of()));

    @Test
    void examplesAreSpreadOverEachPartWhateverTheReplies() throws Exception {
        try (Gpt2 model = Gpt2.load(Reference.MODEL, Device.CPU, Kernel.FP32)) {
            List<SideBySide> asked = SideBySide.ask(model, model, SET, 8);
            assertThat(asked.stream().filter(one -> one.part() == Part.LEARNED)).extracting(SideBySide::example).containsExactly("learned0",
                    "learned2",
                    "learned4", "learned6", "learned8", "learned10");
            assertThat(asked.stream().filter(one -> one.part() == Part.GATE)).extracting(SideBySide::example).containsExactly("gate0",
                    "gate1", "gate2");
            assertThat(asked.stream().filter(one -> one.part() == Part.DOMAIN)).extracting(SideBySide::example).containsExactly("domain0",
                    "domain10",
                    "domain20", "domain30", "domain40", "domain50");
            assertThat(asked).allSatisfy(one -> assertThat(one.before()).isEqualTo(one.after()));
            assertThat(asked.get(0).flagged()).contains("flagged 0");
            assertThat(asked.get(0).reference()).isEqualTo("Reply 0");
        }
    }

    @Test
    void theGateShowsWhatBothModelsHaveSaidToIt() throws Exception {
        try (Gpt2 model = Gpt2.load(Reference.MODEL, Device.CPU, Kernel.FP32)) {
            Comparison comparison = Gate.compare(model, model, SET, GateRules.defaults().withBiasReplies(0), Optional.empty(), 1,
                    line -> {});
            assertThat(comparison.sideBySide()).extracting(SideBySide::part).contains(Part.LEARNED, Part.GATE, Part.DOMAIN);
            for (SideBySide shown : comparison.sideBySide()) {
                assertThat(
                        SideBySide
                                .ask(model, model,
                                        new GateSet(List.of(), List.of(new GateExample("x", shown.prompt(), "y", Optional.empty(), "x")),
                                                List.of()),
                                        GateRules.defaults().degenerationTokens())
                                .get(0).after())
                        .isEqualTo(shown.after());
            }
        }
    }
}
