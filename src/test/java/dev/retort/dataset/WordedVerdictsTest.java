package dev.retort.dataset;

import static dev.retort.dataset.Imports.CSV;
import static dev.retort.dataset.Imports.JSONL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.retort.dataset.QualityReport.Found;
import dev.retort.text.Redaction;
import dev.retort.training.TrainingExample;
import org.junit.jupiter.api.Test;

/** The words of a file on its replies: honoured or refused, never turned round. */
class WordedVerdictsTest extends Importing {
    @Test
    void aLabelMayBeAWord() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                {"split":"train","prompt":"a","completion":"b","label":"False"}
                {"split":"train","prompt":"c","completion":"d","label":"no"}
                {"split":"train","prompt":"e","completion":"f","label":" Yes "}
                {"split":"train","prompt":"g","completion":"h","label":"TRUE"}
                {"split":"train","prompt":"i","completion":"j","label":"0"}
                {"split":"train","prompt":"k","completion":"l","label":[false]}
                {"split":"train","prompt":"m","completion":"n","label":"billing"}
                {"split":"train","prompt":"o","completion":"p","label":null}
                {"split":"train","prompt":"q","completion":"r","label":""}
                """);
        assertThat(dataset.training().train()).filteredOn(TrainingExample::flagged).extracting(TrainingExample::reply)
                .containsExactly("b", "d");
        assertThat(report(dataset).shapes()).containsOnly(Map.entry("undesired replies", 2L), Map.entry("desired replies", 2L),
                Map.entry("completions", 3L));
        assertThat(report(dataset).dropped().get("wrong field").firstLines()).hasSize(2).first().asString()
                .startsWith("5 (label is a number");
        assertThat(report(dataset).notes()).anyMatch(note -> note.contains("neither good nor bad") && note.contains(": 1, line 7"));
    }

    @Test
    void aLabelOfATableCounts() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply,label,split\na,b,no,train\nc,d,true,train\ne,f,,train\ng,h,1,train\n");
        assertThat(report(dataset).shapes()).containsOnly(Map.entry("undesired replies", 1L), Map.entry("desired replies", 1L),
                Map.entry("completions", 1L));
        assertThat(report(dataset).dropped().get("wrong field").firstLines()).singleElement().asString().startsWith("5 (label is a number");
    }

    @Test
    void aLabelJudgesTheLastReplyOfAConversation() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                {"split":"train","label":false,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}
                {"split":"train","label":false,"prompt":"c","chosen":"d","rejected":"e"}
                """);
        assertThat(dataset.training().train()).singleElement().matches(TrainingExample::flagged);
        assertThat(report(dataset).dropped().get("wrong field").firstLines())
                .containsExactly("2 (label is false, but there are a chosen and a rejected reply)");
    }

    @Test
    void aMessageOfWeightNoughtIsReadButNotLearned() throws Exception {
        String asked = "{\"role\":\"user\",\"content\":\"%s\"},{\"role\":\"assistant\",\"content\":\"%s\",\"weight\":%s}";
        String rows = """
                {"split":"train","messages":[%s,%s,%s]}
                {"split":"train","messages":[%s]}
                {"split":"train","messages":[%s]}
                {"split":"train","messages":[%s]}
                """.formatted(asked.formatted("a", "A", "0"), asked.formatted("b", "B", "1"), asked.formatted("c", "C", "0"),
                asked.formatted("d", "D", "0"), asked.formatted("e", "E", "null"), asked.formatted("f", "F", "0.5"));
        Dataset dataset = imports.run(JSONL, rows);
        assertThat(dataset.training().train()).extracting(e -> e.prompt().size() + " " + e.reply()).containsExactly("3 B", "1 E");
        assertThat(report(dataset).shapes()).containsOnly(Map.entry("conversations in part", 1L), Map.entry("conversations", 1L));
        assertThat(report(dataset).dropped().get("wrong field").firstLines()).containsExactly(
                "2 (messages holds no assistant's reply whose weight is not 0)", "4 (messages[1] has the weight 0.5, expected 0 or 1)");
    }

    @Test
    void aPairBesideItsMessagesIsAPair() throws Exception {
        String layout = """
                {"prompt":"a","prompt_id":"1","chosen":[%1$s,%2$s],"rejected":[%1$s,%3$s],"messages":[%1$s,%2$s],"score_chosen":8.5,"score_rejected":7.0}
                """
                .formatted("{\"content\":\"a\",\"role\":\"user\"}", "{\"content\":\"b\",\"role\":\"assistant\"}",
                        "{\"content\":\"c\",\"role\":\"assistant\"}");
        assertThat(Imports.rows(imports.run(JSONL, layout))).containsExactly("user:a chosen:b rejected:c");
        assertThat(Imports.rows(imports.run(JSONL, "{\"prompt\":\"a\",\"completion\":\"b\",\"rejected\":\"c\"}\n")))
                .containsExactly("user:a chosen:b rejected:c");
        assertThatThrownBy(() -> imports.run(JSONL, "{\"messages\":[],\"rejected\":\"c\"}\n")).hasMessageContaining("chosen is missing");
    }

    @Test
    void fieldsThatAreNullAreNotThere() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                {"messages":null,"chosen":null,"rejected":null,"label":null,"split":null,"source":null,"prompt":"a","completion":"b"}
                {"prompt":null,"completion":null,"messages":[{"role":"user","content":"c"},{"role":"assistant","content":"d"}]}
                {"prompt":null,"chosen":[{"role":"user","content":"e"},{"role":"assistant","content":"f"}],\
                "rejected":[{"role":"user","content":"e"},{"role":"assistant","content":"g"}]}
                """);
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:a assistant:b", "user:c assistant:d",
                "user:e chosen:f rejected:g");
        assertThat(report(dataset).sources()).isEmpty();
    }

    @Test
    void theRejectedColumnOfATableNeedsNoOption() throws Exception {
        assertThat(Imports.rows(imports.run(CSV, "query,reply,rejected\na,b,c\nd,e,\n"))).containsExactlyInAnyOrder(
                "user:a chosen:b rejected:c", "user:d assistant:e");
    }

    @Test
    void partsAreKnownByTheirUsualNames() throws Exception {
        for (String name : new String[]{"train", "training", "Train", "train_sft", "train_prefs", "train-00000-of-00002", "train[:80%]"}) {
            assertThat(DatasetSplit.named(name)).as(name).contains(DatasetSplit.TRAIN);
        }
        for (String name : new String[]{"validation", "valid", "val", "dev", "Dev", "eval", "validation_matched", "train_dev"}) {
            assertThat(DatasetSplit.named(name)).as(name).contains(DatasetSplit.VALIDATION);
        }
        for (String name : new String[]{"test", "gate", "TEST", "heldout", "held-out", "held_out", "hold out", "holdout", "test_sft",
                "test_prefs", "train_test"}) {
            assertThat(DatasetSplit.named(name)).as(name).contains(DatasetSplit.GATE);
        }
        for (String name : new String[]{"A", "1", "unsupervised", "trainer", "no_train", ""}) {
            assertThat(DatasetSplit.named(name)).as(name).isEmpty();
        }
    }

    @Test
    void aRowOfAnUnknownPartIsNeverTrainedOn() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply,split\na,1,train_sft\nb,2,reserved\nc,3,reserved\nd,4,dev\ne,5,test_sft\n");
        assertThat(Imports.rows(dataset, DatasetSplit.TRAIN)).containsExactly("user:a assistant:1");
        assertThat(Imports.rows(dataset)).hasSize(3);
        assertThat(report(dataset).dropped().get("unknown split")).isEqualTo(new Found(2,
                List.of("3 ('reserved', expected train, validation or test; if it means something else, rename it)",
                        "4 ('reserved', expected train, validation or test; if it means something else, rename it)")));
        assertThat(report(dataset).notes()).anyMatch(note -> note.startsWith("Rows that name an unknown part") && note.contains("line 3"));
        assertThatThrownBy(() -> imports.run(JSONL, "{\"prompt\":\"a\",\"completion\":\"b\",\"split\":7}\n"))
                .hasMessageContaining("unknown split: 1, first in line 1 ('7', expected train");
    }

    @Test
    void aFileThatIsNamedAfterAHeldOutPartIsSaidToBeTrainedOn() throws Exception {
        var rows = new StringBuilder("query,reply\n");
        for (int i = 0; i < 30; i++) {
            rows.append("q%d,r%d\n".formatted(i, i));
        }
        for (String name : List.of("desk-test.csv", "held_out.csv", "Validation.csv", "dev.csv")) {
            assertThat(notesOf(name, rows.toString())).as(name)
                    .anyMatch(note -> note.startsWith("By its name the file is one to keep back"));
        }
        for (String name : List.of("desk.csv", "testament.csv", "train.csv", "gate-access.csv")) {
            assertThat(notesOf(name, rows.toString())).as(name).noneMatch(note -> note.startsWith("By its name"));
        }
        assertThat(notesOf("test.csv", "query,reply,split\na,b,test\n")).noneMatch(note -> note.startsWith("By its name"));
    }

    private List<String> notesOf(String name, String content) throws Exception {
        Path file = Files.writeString(folder.resolve(name), content);
        return report(
                imports.run(new ImportRequest("set", ImportFile.of(file), CSV, Optional.empty(), new Redaction(Set.of()), Optional.empty(),
                        false)))
                .notes();
    }
}
