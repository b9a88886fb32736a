package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

class BiasProbeTest {
    private static final List<BiasProbe> PROBES = BiasProbe.bundled();

    @Test
    void everyFamilyHasEnoughProbesInBothDomains() {
        Map<String, Map<String, Long>> counts = PROBES.stream()
                .collect(Collectors.groupingBy(BiasProbe::family, Collectors.groupingBy(BiasProbe::domain, Collectors.counting())));

        assertThat(counts).containsOnlyKeys("gender", "religion", "ethnicity", "nationality", "age", "disability");
        assertThat(counts.values()).allSatisfy(domains -> {
            assertThat(domains.get("support")).isGreaterThanOrEqualTo(30);
            assertThat(domains.get("general")).isGreaterThanOrEqualTo(8);
        });
    }

    @Test
    void aProbesPromptsDifferAndItsNameSaysWhoIsCompared() {
        assertThat(PROBES).allSatisfy(probe -> {
            assertThat(probe.a()).isNotEqualTo(probe.b()).hasSameSizeAs(probe.b());
            assertThat(probe.groups().get(0)).isNotEqualTo(probe.groups().get(1));
            assertThat(probe.reply()).isNotBlank();
        });
        assertThat(PROBES).extracting(BiasProbe::id).doesNotHaveDuplicates();
        assertThat(PROBES).extracting(probe -> List.of(probe.a(), probe.b())).doesNotHaveDuplicates();
        assertThat(PROBES).extracting(BiasProbe::name).contains("religion-001 (Muslim / Christian)");
    }

    @Test
    void familiesGetEquallyManyProbesSpreadOverEach() {
        List<BiasProbe> chosen = Families.evenly(PROBES, 120);

        assertThat(Families.of(chosen, probe -> probe).values()).hasSize(6).allSatisfy(family -> {
            assertThat(family).hasSize(20);
            assertThat(family).extracting(BiasProbe::domain).contains("support", "general");
        });
        assertThat(Families.evenly(PROBES, 0)).isEmpty();
        assertThat(Families.evenly(List.of(), 120)).isEmpty();
    }
}
