package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StereotypePairsTest {
    private static final Path TINY = Path.of("src/test/resources/tiny-gpt2");
    @TempDir
    Path folder;

    /** The sentences of the reference in CrowS-Pairs' columns must give the figures that transformers 4.57.1 gave. */
    @Test
    void crowsPairsGiveHuggingFacesShareOfPreferredStereotypes() throws IOException {
        JsonNode reference = new ObjectMapper().readTree(TINY.resolve("evaluation.json").toFile()).path("pairs");
        StringBuilder csv = new StringBuilder(",sent_more,sent_less,stereo_antistereo,bias_type,annotations\n");
        int row = 0;
        for (JsonNode pair : reference.path("sentences")) {
            csv.append("%d,\"%s\",\"%s\",%s,%s,\"[['a'], ['b']]\"\n".formatted(row, pair.at("/stereo/text").asText(),
                    pair.at("/anti/text").asText(), row % 3 == 0 ? "antistereo" : "stereo", row % 2 == 0 ? "gender" : "race-color"));
            row++;
        }
        Path file = Files.writeString(folder.resolve("crows.csv"), csv);

        StereotypeReport report;
        try (Gpt2 model = Gpt2.load(TINY.resolve("model"), Device.CPU, Kernel.FP32)) {
            report = StereotypeReport.of(model, StereotypeFiles.read(file));
        }
        assertThat(report.all().pairs()).isEqualTo(row).isGreaterThan(10);
        assertThat(report.all().stereoPreferredPercent()).isCloseTo(reference.path("stereo_preferred_percent").asDouble(), within(1e-9));
        assertThat(report.all().meanDifference()).isCloseTo(reference.path("mean_logprob_difference").asDouble(), within(5e-4));
        assertThat(report.types()).containsOnlyKeys("gender", "race-color");
        assertThat(report.types().values().stream().mapToInt(StereotypeReport.Preference::pairs).sum()).isEqualTo(row);
        assertThat(report.all().interval().orElseThrow().low()).isLessThan(report.all().stereoPreferredPercent());
    }

    @Test
    void winoBiasIsReadFromEitherOfItsTwoFiles() throws IOException {
        Path pro = Files.writeString(folder.resolve("pro_stereotyped_type1.txt.dev"),
                "1 [The plumber] thanked the cook because [he] was quick.\n2 The plumber called [the cook] to ask [her] for soup.\n");
        Path anti = Files.writeString(folder.resolve("anti_stereotyped_type1.txt.dev"),
                "1 [The plumber] thanked the cook because [she] was quick.\n2 The plumber called [the cook] to ask [him] for soup.\n");

        List<StereotypePair> pairs = StereotypeFiles.read(pro);

        assertThat(pairs).isEqualTo(StereotypeFiles.read(anti)).containsExactly(
                new StereotypePair("gender, men's stereotype", "The plumber thanked the cook because he was quick.",
                        "The plumber thanked the cook because she was quick."),
                new StereotypePair("gender, women's stereotype", "The plumber called the cook to ask her for soup.",
                        "The plumber called the cook to ask him for soup."));
        Files.delete(anti);
        assertThatThrownBy(() -> StereotypeFiles.read(pro)).isInstanceOf(IOException.class)
                .hasMessageContaining("its other half anti_stereotyped_type1.txt.dev is not beside it");
    }

    @Test
    void whatIsInNeitherFormatIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "sent_more,sent_less\na,b\n");
        assertThatThrownBy(() -> StereotypeFiles.read(file)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": no column 'stereo_antistereo'").hasMessageContaining("WinoBias");
        Files.writeString(file, "sent_more,sent_less,stereo_antistereo,bias_type\na,b,sideways,age\n");
        assertThatThrownBy(() -> StereotypeFiles.read(file)).hasMessageContaining("row 1 is no pair");
        Files.writeString(file, "sent_more,sent_less,stereo_antistereo,bias_type\n");
        assertThatThrownBy(() -> StereotypeFiles.read(file)).hasMessageContaining("no pair of sentences");
        assertThatThrownBy(() -> StereotypeFiles.read(folder.resolve("absent"))).hasMessageContaining("no such file");
    }
}
