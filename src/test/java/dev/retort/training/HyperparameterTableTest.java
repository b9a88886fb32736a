package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.retort.model.ModelConfig;
import org.junit.jupiter.api.Test;

class HyperparameterTableTest {
    private static final ModelConfig LARGE = new ModelConfig(50257, 1024, 768, 12, 12, 3072, 1e-5, 50256);
    /** Settings of a run's training that are no hyperparameters. */
    private static final Set<String> OTHER_SETTINGS = Set.of("start", "counterfactual-augmentation", "group-balance", "distil", "encoder",
            "device", "threads");
    /** Nobody but code sets these. */
    private static final Set<String> NOT_SETTABLE = Set.of("evaluationsPerEpoch", "preference");
    private static final Pattern ROW = Pattern.compile("\\| `retort\\.training\\.([a-z-]+)` \\|.*\\|");
    private static final Pattern PROPERTY = Pattern.compile("retort\\.training\\.([a-z][a-z-]+)");
    private static final Pattern PLAIN = Pattern.compile("`([^`]+)`");

    /** A row may go on after what the table says, for example with a link. */
    @Test
    void theDocumentationHasEveryRowInThisOrder() throws IOException {
        List<String> documented = Files.readAllLines(Path.of("docs/configuration.md")).stream().filter(line -> {
            Matcher row = ROW.matcher(line);
            return row.matches() && !OTHER_SETTINGS.contains(row.group(1));
        }).toList();
        assertThat(documented).hasSameSizeAs(HyperparameterTable.ROWS);
        for (int i = 0; i < documented.size(); i++) {
            Hyperparameter row = HyperparameterTable.ROWS.get(i);
            assertThat(documented.get(i)).startsWith("| `%s` | %s | %s".formatted(row.property(), row.unset(), row.meaning()));
        }
    }

    @Test
    void theDocumentationTellsOfNoOthers() throws IOException {
        Set<String> known = new TreeSet<>(OTHER_SETTINGS);
        HyperparameterTable.ROWS.forEach(row -> known.add(row.key()));
        for (String page : List.of("docs/configuration.md", "docs/training.md", "docs/tuning.md", "docs/evaluation.md")) {
            Matcher properties = PROPERTY.matcher(Files.readString(Path.of(page)));
            while (properties.find()) {
                assertThat(known).as(page).contains(properties.group(1));
            }
        }
    }

    @Test
    void aPlainDefaultIsTheOneThatCounts() {
        int compared = 0;
        for (Hyperparameter row : HyperparameterTable.ROWS) {
            Matcher plain = PLAIN.matcher(row.unset());
            if (plain.matches() && !row.ofAdapter()) {
                assertThat(row.of(Hyperparameters.usual())).as(row.key()).map(HyperparameterTableTest::text).contains(plain.group(1));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(10);
        assertThat(new ChosenHyperparameters(Map.of("lora-rank", 2)).on(LARGE).lora()).contains(Lora.ofRank(2));
    }

    private static String text(Object value) {
        return value instanceof Double number && number == Math.rint(number)
                ? Long.toString(number.longValue())
                : value.toString().toLowerCase(Locale.ROOT);
    }

    @Test
    void everyHyperparameterIsInIt() {
        List<String> components = new ArrayList<>();
        for (RecordComponent part : Hyperparameters.class.getRecordComponents()) {
            Class<?> type = part.getName().equals("lora") ? Lora.class : part.getType();
            for (RecordComponent component : type.getRecordComponents()) {
                components.add(part.getName() + "." + component.getName());
            }
        }
        components.removeIf(component -> NOT_SETTABLE.contains(component.substring(component.indexOf('.') + 1)));
        assertThat(HyperparameterTable.ROWS).extracting(row -> row.part() + "." + row.name())
                .containsExactlyInAnyOrderElementsOf(components);
        assertThat(HyperparameterTable.ROWS).extracting(Hyperparameter::key).doesNotHaveDuplicates();
    }
}
