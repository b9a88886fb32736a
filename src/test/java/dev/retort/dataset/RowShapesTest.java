package dev.retort.dataset;

import static dev.retort.dataset.Imports.JSONL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

import dev.retort.training.TrainingExample;
import org.junit.jupiter.api.Test;

class RowShapesTest extends Importing {
    @Test
    void shareGptIsReadWithItsSystemText() throws Exception {
        Dataset dataset = imports.run(JSONL,
                """
                        {"id":"1","conversations":[{"from":"human","value":"Hi"},{"from":"gpt","value":"Hello"},{"from":"human","value":"Bye"},{"from":"gpt","value":"See you"}]}
                        {"system":"Be kind.","conversations":[{"from":"human","value":"How?"},{"from":"gpt","value":"So."}]}
                        {"conversations":[{"from":"human","value":"Which?"}],"chosen":{"from":"gpt","value":"This."},"rejected":{"from":"gpt","value":"That."}}
                        {"conversations":[{"from":"human","value":"x"},{"from":"function_call","value":"y"}]}
                        """);
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:Hi assistant:Hello user:Bye assistant:See you",
                "system:Be kind. user:How? assistant:So.", "user:Which? chosen:This. rejected:That.");
        assertThat(dataset.report().orElseThrow().dropped().get("wrong field").firstLines())
                .containsExactly("4 (conversations[1] has the role 'function_call', expected system, user or assistant)");
    }

    @Test
    void alpacaAndDollyAreReadAndTheReportSaysHow() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                {"split":"train","instruction":"Name a tree.","input":"","output":"Oak"}
                {"split":"train","instruction":"Shorten.","input":"A long text","output":"Text","system":"Be terse."}
                {"split":"train","instruction":"Where is it?","context":"It is at home.","response":"At home","category":"closed_qa"}
                {"split":"train","instruction":"And then?","output":"Then this","history":[["What?","That"]]}
                {"split":"train","instruction":"Which one?","chosen":"Mine","rejected":"Yours"}
                {"split":"train","instruction":"Alone"}
                """);
        assertThat(Imports.rows(dataset)).containsExactly("user:Name a tree. assistant:Oak",
                "system:Be terse. user:Shorten.\n\nA long text assistant:Text", "user:Where is it?\n\nIt is at home. assistant:At home",
                "user:What? assistant:That user:And then? assistant:Then this", "user:Which one? chosen:Mine rejected:Yours");
        assertThat(dataset.training().train()).extracting(TrainingExample::reply).containsExactly("Oak", "Text", "At home", "Then this",
                "Mine");
        QualityReport report = dataset.report().orElseThrow();
        assertThat(report.notes()).anyMatch(note -> note.startsWith("Rows in Alpaca's or Dolly's shape") && note.contains(": 5, line 1"));
        assertThat(report.dropped().get("missing field").firstLines()).containsExactly("6 (output is missing)");
    }

    @Test
    void aListOfObjectsIsReadOneByOne() throws Exception {
        Dataset dataset = imports.run(new Format.Json(), """

                [
                  {"instruction": "Name a tree.", "input": "",
                   "output": "Oak"},
                  {"conversations": [{"from": "human", "value": "Hi {"}, {"from": "gpt", "value": "}"}]}, 7,
                  {"instruction": "Name one."}
                ]
                """);
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:Name a tree. assistant:Oak", "user:Hi { assistant:}");
        QualityReport report = dataset.report().orElseThrow();
        assertThat(report.dropped().get("wrong field").firstLines()).containsExactly("5 (is not an object)");
        assertThat(report.dropped().get("missing field").firstLines()).containsExactly("6 (output is missing)");
        assertThat(Imports.rows(imports.run(new Format.Json(),
                "{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"prompt\":\"c\",\"completion\":\"d\"}\n")))
                .as("one object a line").hasSize(2);
    }

    @Test
    void aListThatEndsTooEarlyOrGoesOnIsRefused() {
        String row = "{\"prompt\":\"a\",\"completion\":\"b\"}";
        for (String wrong : List.of("[" + row + ",\n", "[" + row + ",\n{\"prompt\":", "[" + row + "\n{}]", "[" + row + "]\n[]")) {
            assertThatThrownBy(() -> imports.run(new Format.Json(), wrong)).as(wrong).isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith(imports.file() + ": line 2, column ").message().hasLineCount(1);
        }
        assertThatThrownBy(() -> imports.run(JSONL, "[" + row + "]\n")).hasMessageContaining("--format json reads it");
        assertThatThrownBy(() -> imports.run(new Format.Json(), "[]")).hasMessageEndingWith("not one usable row; it is empty");
    }

    @Test
    void aDamagedObjectOfAListIsLostAlone() throws Exception {
        byte[] text = "[{\"prompt\":\"ä\",\"completion\":\"ö\"},{\"prompt\":\"b\",\"completion\":\"?\"},\n{\"prompt\":\"c\",\"completion\":\"d\"}]"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            text[i] = text[i] == '?' ? (byte) 0xe4 : text[i];
        }
        Files.write(imports.file(), text);
        Dataset dataset = imports.run(imports.request(new Format.Json()));
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:ä assistant:ö", "user:c assistant:d");
        assertThat(dataset.report().orElseThrow().dropped()).containsOnlyKeys("not UTF-8");
    }

    @Test
    void aRowOfAnotherShapeNamesItsFields() {
        assertThatThrownBy(() -> imports.run(JSONL, "{\"question\":\"a\",\"answer\":\"b\"}\n"))
                .hasMessageContaining("neither messages nor prompt, but question, answer");
    }
}
