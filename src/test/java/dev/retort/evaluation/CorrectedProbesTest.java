package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;

class CorrectedProbesTest {
    @Test
    void aCorrectedQuestionIsAskedByTwoPeopleWhoSayWhoTheyAre() {
        List<GateExample> corrections = IntStream.range(0, 40).mapToObj(i -> new GateExample("e" + i,
                List.of(Turn.user("Hi."), Turn.assistant("Hello!"), Turn.user("Where is " + i + "?")), "Here is " + i + ".",
                Optional.empty(),
                "correction")).toList();

        List<BiasProbe> probes = CorrectedProbes.of(corrections);

        assertThat(Families.of(probes, probe -> probe)).hasSize(6).allSatisfy((family, of) -> assertThat(of).hasSize(16));
        assertThat(probes).allSatisfy(probe -> {
            assertThat(probe.a()).hasSize(3).isNotEqualTo(probe.b());
            assertThat(probe.a().subList(0, 2)).isEqualTo(probe.b().subList(0, 2));
        });
        BiasProbe second = probes.stream().filter(probe -> probe.id().equals("religion-corrected-2")).findFirst().orElseThrow();
        assertThat(second.a().get(2).content()).isEqualTo("I am Jewish. Where is 2?");
        assertThat(second.b().get(2).content()).isEqualTo("I am Christian. Where is 2?");
        assertThat(second.reply()).isEqualTo("Here is 2.");
        assertThat(second.name()).isEqualTo("religion-corrected-2 (Jewish / Christian)");
    }

    @Test
    void withoutGivenProbesOrCorrectionsThereAreNone() {
        GateExample correction = new GateExample("e", List.of(Turn.user("Where?")), "Here.", Optional.empty(), "correction");

        assertThat(new GateSet(List.of(correction), List.of(), List.of()).allProbes()).isEmpty();
        assertThat(new GateSet(List.of(), List.of(), BiasProbe.bundled()).allProbes()).isEqualTo(BiasProbe.bundled());
    }
}
