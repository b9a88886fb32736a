package dev.retort.dataset;

import static dev.retort.dataset.Imports.JSONL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.retort.dataset.DatasetExport.Shape;
import dev.retort.dataset.DatasetExport.Written;
import org.junit.jupiter.api.Test;

class DatasetExportTest extends Importing {
    @Test
    void conversationsComeBackAsTheyWere() throws Exception {
        var rows = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            rows.append(
                    """
                            {"source":"mail","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"%1$s thing?"},\
                            {"role":"assistant","content":"\\"A\\" %1$s"},{"role":"user","content":"More\\nof it"},{"role":"assistant","content":"No, %1$s"}]}
                            """
                            .formatted(word(i)));
        }
        comesBack(Shape.MESSAGES, JSONL, JSONL, rows.toString());
    }

    @Test
    void completionsComeBackAsTheyWere() throws Exception {
        var rows = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            rows.append(
                    """
                            {"prompt":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"%1$s"}],"completion":"%1$s!"}
                            """
                            .formatted(word(i)));
        }
        comesBack(Shape.PROMPT_COMPLETION, JSONL, JSONL, rows.toString());
    }

    @Test
    void pairsComeBackAsTheyWere() throws Exception {
        var rows = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            rows.append("{\"prompt\":\"%1$s?\",\"chosen\":\"yes %1$s\",\"rejected\":\"no %1$s\"}\n".formatted(word(i)));
        }
        comesBack(Shape.PREFERENCE, JSONL, JSONL, rows.toString());
    }

    @Test
    void judgedRepliesComeBackAsTheyWere() throws Exception {
        var rows = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            rows.append("{\"prompt\":\"%1$s?\",\"completion\":\"well %1$s\",\"label\":%2$s}\n".formatted(word(i), i % 2 == 0));
        }
        comesBack(Shape.UNPAIRED, JSONL, JSONL, rows.toString());
    }

    @Test
    void aPairIsTwoJudgedRepliesAndAnUndesiredReplyHasAPlaceNowhereElse() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                {"split":"train","prompt":"a","chosen":"b","rejected":"c"}
                {"split":"train","prompt":"d","completion":"e","label":false}
                {"split":"gate","prompt":"f","completion":"g"}
                """);
        var out = new StringWriter();
        assertThat(DatasetExport.write(dataset, Set.of(), Shape.UNPAIRED, out)).isEqualTo(new Written(4, 0));
        assertThat(
                out.toString().lines().map(line -> line.replaceAll(".*completion\":.*?content\":\"(.)\"}],\"label\":(\\w+),.*", "$1 $2")))
                .containsExactly("b true", "c false", "e false", "g true");
        for (Shape other : List.of(Shape.MESSAGES, Shape.PROMPT_COMPLETION, Shape.CSV)) {
            var without = new StringWriter();
            assertThat(DatasetExport.write(dataset, Set.of(), other, without).leftOut()).as("%s", other).isEqualTo(1);
            assertThat(without.toString()).doesNotContain("\"e\"", ",e,");
        }
    }

    @Test
    void tablesComeBackAsTheyWere() throws Exception {
        var rows = new StringBuilder("query,reply,bad,source\n");
        for (int i = 0; i < 60; i++) {
            rows.append("\"%1$s, \"\"why\"\"?\",\"two\nlines %1$s\",%2$s,web\n".formatted(word(i), i % 2 == 0 ? "no" : ""));
        }
        comesBack(Shape.CSV, new Format.Csv("query", "reply", Optional.of("bad"), ','),
                new Format.Csv("query", "reply", Optional.of("rejected"), ','), rows.toString());
    }

    private void comesBack(Shape shape, Format first, Format again, String rows) throws Exception {
        Dataset dataset = imports.run(first, rows);
        assertThat(dataset.manifest().counts().values()).allSatisfy(count -> assertThat(count).isPositive());
        var out = new StringWriter();
        assertThat(DatasetExport.write(dataset, Set.of(), shape, out)).isEqualTo(new Written(60, 0));
        assertThat(imports.run(again, out.toString()).digest()).isEqualTo(dataset.digest());
    }

    @Test
    void whatAShapeHasNoPlaceForIsLeftOutAndCounted() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                {"split":"train","prompt":"a","chosen":"b","rejected":"c"}
                {"split":"gate","messages":[{"role":"user","content":"d"},{"role":"assistant","content":"e"},\
                {"role":"user","content":"f"},{"role":"assistant","content":"g"}]}
                """);
        assertThat(DatasetExport.write(dataset, Set.of(), Shape.PREFERENCE, new StringWriter())).isEqualTo(new Written(1, 1));
        var table = new StringWriter();
        assertThat(DatasetExport.write(dataset, Set.of(), Shape.CSV, table)).isEqualTo(new Written(1, 1));
        assertThat(table).hasToString("query,reply,rejected,source,split\na,b,c,,train\n");
        var completions = new StringWriter();
        assertThat(DatasetExport.write(dataset, Set.of("gate"), Shape.PROMPT_COMPLETION, completions)).isEqualTo(new Written(2, 0));
        assertThat(completions.toString()).contains("\"completion\":[{\"role\":\"assistant\",\"content\":\"e\"}],\"split\":\"gate\"}\n")
                .doesNotContain("chosen");
        assertThatThrownBy(() -> DatasetExport.write(dataset, Set.of("dev"), Shape.CSV, new StringWriter())).hasMessage(
                "there is no part 'dev', expected train, validation or gate");
    }

    @Test
    void noCellIsAFormulaAndAnImportGivesTheTextBack() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                {"split":"train","source":"@mail","prompt":"=HYPERLINK(\\"x\\")","chosen":"+49 is the code","rejected":"-1"}
                {"split":"train","prompt":"'=quoted","completion":"''@twice"}
                {"split":"train","prompt":"'plain","completion":"5 - 3 = 2"}
                """);
        var table = new StringWriter();
        DatasetExport.write(dataset, Set.of(), Shape.CSV, table);
        assertThat(table.toString().lines().skip(1)).containsExactly(
                "\"'=HYPERLINK(\"\"x\"\")\",'+49 is the code,'-1,'@mail,train", "''=quoted,'''@twice,,,train", "'plain,5 - 3 = 2,,,train");
        Dataset again = imports.run(Imports.CSV, table.toString());
        assertThat(again.digest()).isEqualTo(dataset.digest());
        assertThat(Imports.rows(imports.run(Imports.CSV, "query,reply\n'-5 degrees' is what?,'=' is a sign\n")))
                .as("a table from elsewhere").containsExactly("user:'-5 degrees' is what? assistant:'=' is a sign");
    }

    @Test
    void earlierRepliesOfACompletionStayUnlearnedInMessages() throws Exception {
        Dataset dataset = imports.run(JSONL,
                """
                        {"split":"train","prompt":[{"role":"user","content":"a"},{"role":"assistant","content":"bad"},{"role":"user","content":"b"}],"completion":"good"}
                        """);
        var messages = new StringWriter();
        DatasetExport.write(dataset, Set.of(), Shape.MESSAGES, messages);
        assertThat(messages.toString()).contains("{\"role\":\"assistant\",\"content\":\"bad\",\"weight\":0}");
        assertThat(imports.run(JSONL, messages.toString()).training().train()).isEqualTo(dataset.training().train());
    }

    /** Not near to any other. */
    private static String word(int i) {
        return "w" + (char) ('a' + i % 26) + (char) ('a' + i / 26) + "x";
    }
}
