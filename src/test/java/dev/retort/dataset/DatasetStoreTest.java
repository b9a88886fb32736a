package dev.retort.dataset;

import static dev.retort.dataset.Imports.CSV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

class DatasetStoreTest extends Importing {
    @Test
    void theSameContentIsTheSameDataSetAndAnotherOneStaysBesideIt() throws Exception {
        Dataset first = imports.run(CSV, "query,reply\na,1\nb,2\n");
        assertThat(imports.run(CSV, "query,reply\na,1\nb,2\n")).isEqualTo(first);
        Dataset second = imports.run(CSV, "query,reply\na,1\nb,3\n");
        assertThat(second.digest()).isNotEqualTo(first.digest()).startsWith("sha256:");
        var store = new DatasetStore(folder.resolve("datasets"));
        assertThat(store.list()).containsExactlyInAnyOrder(first, second);
        assertThat(store.find("set")).isEqualTo(second);
        assertThat(store.find(first.manifest().fullName())).isEqualTo(first);
        imports.run(CSV, "query,reply\na,1\nb,2\n");
        assertThat(store.find("set")).isEqualTo(first);
        assertThat(store.find(first.folder().toString()).digest()).isEqualTo(first.digest());
    }

    @Test
    void aDataSetSaysToTheSecondWhenItWasImported() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply\na,1\n");
        assertThat(dataset.manifest().created()).isEqualTo("2026-02-03T04:05:06Z");
        assertThat(Dataset.open(dataset.folder()).manifest().created()).isEqualTo("2026-02-03T04:05:06Z");
    }

    @Test
    void aChangedFileIsNamed() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply\na,1\n");
        Path gate = dataset.folder().resolve("gate.jsonl");
        assertThat(gate.toFile().setWritable(true)).isTrue();
        Files.writeString(gate, "{}\n");
        assertThatThrownBy(() -> new DatasetStore(folder.resolve("datasets")).find("set")).isInstanceOf(BadDataException.class)
                .hasMessageContaining("gate.jsonl: has changed since it was imported");
    }

    @Test
    void onlyJudgedRepliesNeedTheNewFormatAndAStillNewerOneIsRefused() throws Exception {
        assertThat(imports.run(CSV, "query,reply\na,1\n").manifest().format()).isEqualTo(1);
        Dataset judged = imports.run(Imports.JSONL, "{\"prompt\":\"a\",\"completion\":\"b\",\"label\":false}\n");
        assertThat(judged.manifest().format()).isEqualTo(2);
        assertThat(imports
                .run(Imports.JSONL, "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\","
                        + "\"weight\":0},{\"role\":\"user\",\"content\":\"c\"},{\"role\":\"assistant\",\"content\":\"d\"}]}\n")
                .manifest().format())
                .isEqualTo(3);

        Path manifest = judged.folder().resolve("manifest.json");
        assertThat(manifest.toFile().setWritable(true)).isTrue();
        String content = Files.readString(manifest);
        Files.writeString(manifest, content.replaceFirst("\"format\" : 2,\\s*", ""));
        assertThat(Dataset.open(judged.folder()).manifest().digest()).as("as it was written before formats had numbers")
                .isEqualTo(judged.digest());
        Files.writeString(manifest, content.replace("\"format\" : 2", "\"format\" : 4"));
        assertThatThrownBy(() -> Dataset.open(judged.folder())).isInstanceOf(BadDataException.class)
                .hasMessageContaining("is of format 4, this program reads up to 3");
    }

    @Test
    void theSameContentHasTheReportOfItsLastImport() throws Exception {
        Dataset first = imports.run(CSV, "query,reply\na,1\n");
        Dataset again = imports.run(CSV, "query,reply\na,1\nb,\n");
        assertThat(again.digest()).isEqualTo(first.digest());
        assertThat(again.report().orElseThrow().dropped()).containsOnlyKeys("empty");
        assertThat(Files.readString(again.folder().resolve(QualityReport.PAGE))).contains("2 rows read, 1 kept");
    }

    @Test
    void anUnknownNameSaysWhereItWasLookedFor() {
        assertThatThrownBy(() -> new DatasetStore(folder).find("none")).isInstanceOf(BadDataException.class)
                .hasMessage("there is no data set 'none' in %s; retort import makes one, retort dataset list shows them".formatted(folder));
    }
}
