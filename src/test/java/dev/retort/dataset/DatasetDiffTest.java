package dev.retort.dataset;

import static dev.retort.dataset.Imports.CSV;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import dev.retort.dataset.DatasetDiff.Changed;
import org.junit.jupiter.api.Test;

class DatasetDiffTest extends Importing {
    @Test
    void aReplyThatIsNowToBeAvoidedIsAnotherRow() throws Exception {
        Dataset before = imports.run(Imports.JSONL, "{\"prompt\":\"a\",\"completion\":\"b\",\"label\":true,\"split\":\"train\"}\n");
        Dataset after = imports.run(Imports.JSONL, "{\"prompt\":\"a\",\"completion\":\"b\",\"label\":false,\"split\":\"train\"}\n");
        DatasetDiff diff = DatasetDiff.of(before, after);
        assertThat(diff.same()).isZero();
        assertThat(diff.added().get("train").samples()).first().asString().endsWith("\"label\":false}");
        assertThat(diff.removed().get("train").count()).isOne();
    }

    @Test
    void rowsThatCameWentAndMovedAreCountedAndShown() throws Exception {
        Dataset before = imports.run(CSV, "query,reply,split\nstays,1,train\ngoes,2,gate\nmoves,3,train\n");
        Dataset after = imports.run(CSV, "query,reply,split\nstays,1,train\nmoves,3,gate\ncomes,4,validation\ncomes too,5,validation\n");
        DatasetDiff diff = DatasetDiff.of(before, after);
        assertThat(diff.same()).isEqualTo(1);
        assertThat(diff.added()).containsOnlyKeys("validation");
        assertThat(diff.added().get("validation").count()).isEqualTo(2);
        assertThat(diff.added().get("validation").samples()).hasSize(2).first().asString().contains("comes");
        assertThat(diff.removed()).isEqualTo(Map.of("gate", new Changed(1, List.of(
                "{\"prompt\":[{\"role\":\"user\",\"content\":\"goes\"}],\"completion\":[{\"role\":\"assistant\",\"content\":\"2\"}]}"))));
        assertThat(diff.moved()).containsOnlyKeys("train → gate");
        assertThat(DatasetDiff.of(after, after).isEmpty()).isTrue();
    }
}
