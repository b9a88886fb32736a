package dev.retort.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.retort.client.AnsweringModel;
import dev.retort.events.VersionName;
import dev.retort.registry.Manifest;
import dev.retort.registry.VersionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionNamesTest {
    private static final String BASE = "v-000000000001";
    private static final String FIRST = "v-0a0000000002";
    private static final String SECOND = "v-0b0000000003";
    private static final String RUN = "v-0b1000000004";

    private final VersionNames names = new VersionNames(
            List.of(version(BASE, Map.of()), version(FIRST, Map.of("dataset", "desk")), version(SECOND, Map.of("dataset", "desk")),
                    version(RUN, Map.of("start", BASE))),
            new TreeMap<>(Map.of(1L, BASE, 2L, RUN, 3L, BASE)));

    @ParameterizedTest
    @CsvSource({"1," + BASE, "3," + BASE, "version 2," + RUN, "desk:1," + FIRST, "desk:2," + SECOND, "v-0a," + FIRST, "v-0b1," + RUN,
            SECOND + "," + SECOND, "v-ffffffffffff,v-ffffffffffff"})
    void aVersionIsFoundByEachOfItsNames(String said, String id) {
        assertThat(VersionNames.isName(said)).isTrue();
        assertThat(names.find(said)).contains(new VersionId(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "version 99", "desk:3", "shop:1", "v-1"})
    void aNameThatNothingHasFindsNothing(String said) {
        assertThat(names.find(said)).isEmpty();
    }

    @Test
    void aBeginningThatSeveralHaveIsRefusedWithTheirNames() {
        assertThatThrownBy(() -> names.find("v-0b")).hasMessage("2 versions begin with v-0b: %s, %s".formatted(SECOND, RUN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "../x", "v-", "v-0123456789abc", "V-01", "desk", "desk:0", "desk:x", "a folder:1", "models/gpt2",
            "C:\\1"})
    void whatIsNoNameIsRefused(String said) {
        assertThat(VersionNames.isName(said)).isFalse();
        assertThatThrownBy(() -> names.find(said)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("is not a version");
    }

    @Test
    void theNumberComesFirstThenTheDataSetAndTheIdBehind() {
        assertThat(names.shown(new VersionId(BASE))).as("the latest number").isEqualTo("version 3 (%s)", BASE);
        assertThat(names.shown(new VersionId(RUN))).isEqualTo("version 2 (%s)", RUN);
        assertThat(names.shown(new VersionId(SECOND))).isEqualTo("desk:2 (%s)", SECOND);
        assertThat(names.shown(new VersionId("v-ffffffffffff"))).isEqualTo("v-ffffffffffff");
    }

    @Test
    void theServerTheClientAndTheChatPageSayItAlike() throws Exception {
        assertThat(new VersionName(7, RUN).toString()).isEqualTo(new AnsweringModel(7, RUN).toString())
                .isEqualTo("version 7 (%s)", RUN);
        assertThat(Files.readString(Path.of("src", "main", "resources", "META-INF", "resources", "chat", "dom.js")))
                .contains("return `version ${model.epoch} (${model.version})`;");
    }

    private static Manifest version(String id, Map<String, Object> hyperparameters) {
        return new Manifest(new VersionId(id), id, Optional.empty(), Instant.EPOCH, "import", Map.of(), Optional.empty(), hyperparameters,
                Map.of(), Map.of());
    }
}
