package dev.retort.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutRowsTest {
    @TempDir
    Path folder;

    /** Sixty questions, each of them asked in two ways that are nearly the same. */
    private static List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String word = "topic" + (char) ('a' + i / 26) + (char) ('a' + i % 26);
            rows.add("the %1$s a%1$s b%1$s c%1$s,Answer %1$s,train".formatted(word));
            rows.add("the %1$s a%1$s b%1$s c%1$s today,Answer again %1$s,train".formatted(word));
        }
        return rows;
    }

    private TrainingData split(String name, List<String> rows) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (String row : rows) {
            String[] cells = row.split(",");
            lines.append("{\"prompt\":\"%s\",\"completion\":\"%s\",\"split\":\"%s\"}%n".formatted((Object[]) cells));
        }
        return new Imports(folder.resolve(name)).run(Imports.JSONL, lines.toString()).trainingWithHeldOut(Optional.empty());
    }

    private static Set<String> topics(List<TrainingExample> examples) {
        Set<String> topics = new HashSet<>();
        examples.forEach(example -> topics.add(example.reply().replaceAll(".* ", "")));
        return topics;
    }

    @Test
    void aTenthIsHeldOutAndNothingThatIsNearlyTheSameIsTrainedOn() throws Exception {
        Files.createDirectories(folder.resolve("a"));
        TrainingData data = split("a", rows());
        assertThat(data.validation()).hasSize(12);
        assertThat(data.train()).hasSize(108);
        assertThat(topics(data.train())).doesNotContainAnyElementsOf(topics(data.validation()));
    }

    @Test
    void theSameQuestionsAreHeldOutInWhateverOrder() throws Exception {
        Files.createDirectories(folder.resolve("a"));
        Files.createDirectories(folder.resolve("b"));
        List<String> rows = rows();
        Collections.shuffle(rows, new Random(1));
        assertThat(topics(split("a", rows()).validation())).isEqualTo(topics(split("b", rows).validation()));
    }

    @Test
    void aValidationPartThatIsThereIsUsed() throws Exception {
        Files.createDirectories(folder.resolve("a"));
        List<String> rows = rows();
        rows.add("Something else altogether?,Answer other,validation");
        assertThat(split("a", rows).validation()).hasSize(1);
    }

    @Test
    void tooFewDifferentQuestionsAreNamed() {
        assertThatThrownBy(() -> {
            Files.createDirectories(folder.resolve("a"));
            split("a", rows().subList(0, 2));
        }).isInstanceOf(BadDataException.class).hasMessageContaining("nothing can be held out of 2 rows about 1 different questions");
    }
}
