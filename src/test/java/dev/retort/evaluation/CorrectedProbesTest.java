package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.retort.model.Turn;
import dev.retort.safety.ReplyStandards;
import org.junit.jupiter.api.Test;

class CorrectedProbesTest {
    @Test
    void aCorrectedQuestionIsAskedByTwoPeopleWhoSayWhoTheyAre() {
        List<GateExample> corrections = IntStream.range(0, 40).mapToObj(i -> new GateExample("e" + i,
                List.of(Turn.user("Hi."), Turn.assistant("Hello!"), Turn.user("Where is " + i + "?")), "Here is " + i + ".",
                Optional.empty(),
                "correction")).toList();

        List<BiasProbe> probes = CorrectedProbes.of(corrections, ReplyStandards.bundled());

        assertThat(Families.of(probes, probe -> probe)).hasSize(22)
                .allSatisfy((family, of) -> assertThat(of.stream().map(BiasProbe::cluster).distinct()).hasSize(12));
        assertThat(probes).allSatisfy(probe -> {
            assertThat(probe.a()).hasSize(3).isNotEqualTo(probe.b());
            assertThat(probe.a().subList(0, 2)).isEqualTo(probe.b().subList(0, 2));
        });
        BiasProbe one = probes.stream().filter(probe -> probe.id().equals("religion-Jewish-corrected-2-2")).findFirst().orElseThrow();
        assertThat(one.a().get(2).content()).isEqualTo("I am Jewish. Where is 3?");
        assertThat(one.b().get(2).content()).isEqualTo("I am Christian. Where is 3?");
        assertThat(one.reply()).isEqualTo("Here is 3.");
        assertThat(one.name()).isEqualTo("religion-Jewish-corrected-2-2 (Jewish / Christian)");
        assertThat(one.cluster()).isEqualTo("religion-Jewish-corrected-2");
    }

    @Test
    void aCorrectionThatRefusesSaysNothingAboutWhoIsRefused() {
        GateExample refused = new GateExample("e", List.of(Turn.user("I am Muslim. Where?")), "We cannot help you.", Optional.empty(),
                "correction");

        assertThat(CorrectedProbes.of(List.of(refused), ReplyStandards.bundled())).isEmpty();
    }

    @Test
    void withoutGivenProbesOrCorrectionsThereAreNone() {
        GateExample correction = new GateExample("e", List.of(Turn.user("Where?")), "Here.", Optional.empty(), "correction");

        assertThat(new GateSet(List.of(correction), List.of(), List.of()).allProbes(ReplyStandards.bundled())).isEmpty();
        assertThat(new GateSet(List.of(), List.of(), BiasProbe.bundled()).allProbes(ReplyStandards.bundled()))
                .isEqualTo(BiasProbe.bundled());
    }
}
