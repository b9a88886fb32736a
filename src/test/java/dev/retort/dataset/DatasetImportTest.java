package dev.retort.dataset;

import static dev.retort.dataset.Imports.CSV;
import static dev.retort.dataset.Imports.JSONL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

import dev.retort.dataset.QualityReport.Found;
import dev.retort.evaluation.FlaggedReply;
import dev.retort.model.Turn;
import dev.retort.text.Redaction;
import dev.retort.training.TrainingExample;
import org.junit.jupiter.api.Test;

class DatasetImportTest extends Importing {
    @Test
    void namedColumnsOfACsvBecomeConversations() throws Exception {
        Dataset dataset = imports.run(CSV,
                "id,query,reply\n1,\"Where is my order, please?\",\"It is on its way.\nLook here.\"\n2,Hi,Hello\n");
        assertThat(report(dataset).keptInAll()).isEqualTo(2);
        assertThat(report(dataset).dropped()).isEmpty();
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder(
                "user:Where is my order, please? assistant:It is on its way.\nLook here.", "user:Hi assistant:Hello");
    }

    @Test
    void aLabelSaysWhetherAReplyIsToBeGivenOrAvoided() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                {"split":"train","prompt":"a","completion":"b","label":true}
                {"split":"train","prompt":"a","completion":"c","label":false}
                {"split":"train","prompt":"d","completion":"e","label":"billing"}
                {"split":"gate","prompt":"g","completion":"h","label":false}
                {"split":"train","prompt":"i","completion":"j","label":0}
                """);
        List<Turn> prompt = List.of(Turn.user("a"));
        assertThat(dataset.training().train()).containsExactly(new TrainingExample(prompt, "b"), TrainingExample.flagged(prompt, "c"),
                new TrainingExample(List.of(Turn.user("d")), "e"));
        assertThat(dataset.gate().flags()).extracting(FlaggedReply::reply).containsExactly("h");
        assertThat(report(dataset).shapes()).containsEntry("undesired replies", 2L).containsEntry("desired replies", 1L);
        assertThat(report(dataset).dropped().values()).singleElement().asString().contains("label is a number");
    }

    @Test
    void columnsMayStandBetweenOtherCharactersAndMakePairs() throws Exception {
        Dataset dataset = imports.run(new Format.Csv("q", "good", Optional.of("bad"), ';'),
                "q;good;bad;source\nHow, then?;Like this;Like that;mail\nWhy?;Because;;chat\n");
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:How, then? chosen:Like this rejected:Like that",
                "user:Why? assistant:Because");
        assertThat(report(dataset).sources()).containsOnly(Map.entry("mail", 1L), Map.entry("chat", 1L));
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsOwnLineOnly() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply\na,1\n\"b,2\nc,3\n\"d\" oops,4\ne,5\n");
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:a assistant:1", "user:c assistant:3", "user:e assistant:5");
        assertThat(report(dataset).dropped().get("broken quotes")).isEqualTo(new Found(2, List.of("3", "5")));
    }

    @Test
    void aMissingColumnIsNamedWithThoseThatAreThere() throws Exception {
        assertThatThrownBy(() -> imports.run(CSV, "question,reply\na,b\n")).isInstanceOf(BadDataException.class)
                .hasMessage("%s: line 1: no column 'query'; the header has: question, reply (--prompt-column)".formatted(imports.file()));
        try (var left = Files.list(folder.resolve("datasets"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void everyDroppedLineIsCountedUnderItsReason() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply\n,nothing asked\nnothing said,\nonly one column\n\nWhere is it?,Here.\n"
                + "where is IT,Here.\nlong," + "x".repeat(RowChecks.MAX_CHARACTERS + 1) + "\n");
        Map<String, Found> dropped = report(dataset).dropped();
        assertThat(report(dataset).rows()).isEqualTo(7);
        assertThat(report(dataset).keptInAll()).isEqualTo(1);
        assertThat(dropped.get("empty"))
                .isEqualTo(new Found(3, List.of("2 (column 'query')", "3 (column 'reply')", "5 (blank line)")));
        assertThat(dropped.get("missing column")).isEqualTo(new Found(1, List.of("4 (1 columns, the header has 2)")));
        assertThat(dropped.get("duplicate")).isEqualTo(new Found(1, List.of("7")));
        assertThat(dropped.get("too long").firstLines()).containsExactly("8 (reply has 20001 characters, at most 20000)");
    }

    @Test
    void strictlyTheFirstUnusableRowEndsItWithLineAndColumn() throws Exception {
        Files.writeString(imports.file(), "query,reply\na,1\nb,\n");
        assertThatThrownBy(() -> imports.run(imports.strict(CSV))).isInstanceOf(BadDataException.class)
                .hasMessage("%s: line 3: empty: column 'reply'".formatted(imports.file()));
        Files.writeString(imports.file(), "{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"prompt\":\"c\",\"completion\":d}\n");
        assertThatThrownBy(() -> imports.run(imports.strict(JSONL))).isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("%s: line 2: not JSON: column 28: ".formatted(imports.file()));
    }

    @Test
    void aHugeLineIsSkippedAndTheNextOneRead() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply\na," + "y".repeat(5 * Lines.LONGEST) + "\nb,2\n");
        assertThat(Imports.rows(dataset)).containsExactly("user:b assistant:2");
        assertThat(report(dataset).dropped().get("too long")).isEqualTo(new Found(1, List.of("2")));
    }

    @Test
    void bytesThatAreNotUtf8AreDroppedAndAByteOrderMarkIsNot() throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("\uFEFFquery,reply\r\na,1\r\nb,".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(new byte[]{(byte) 0xc3, 0x28, '\r', '\n'});
        Files.write(imports.file(), bytes.toByteArray());
        Dataset dataset = imports.run(imports.request(CSV));
        assertThat(Imports.rows(dataset)).containsExactly("user:a assistant:1");
        assertThat(report(dataset).dropped()).containsOnlyKeys("not UTF-8");
    }

    @Test
    void halfACharacterInAJsonEscapeIsDropped() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                {"prompt":"a","completion":"b \\ud83d"}
                {"prompt":"a","completion":"b \\ud83d\\ude00"}
                """);
        assertThat(Imports.rows(dataset)).containsExactly("user:a assistant:b 😀");
        assertThat(report(dataset).dropped().get("not UTF-8").firstLines()).containsExactly("1 (reply holds half a character)");
    }

    @Test
    void jsonlIsReadInAllItsShapes() throws Exception {
        Dataset dataset = imports.run(JSONL,
                """
                        {"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},\
                        {"role":"user","content":"Bye"},{"role":"assistant","content":"See you"},{"role":"user","content":"thanks"}]}
                        {"prompt":"How much?","completion":"Ten."}
                        {"prompt":[{"role":"user","content":"And now?"}],"completion":[{"role":"assistant","content":"Eleven."}]}
                        {"prompt":[{"role":"user","content":"How long?"}],"chosen":[{"role":"assistant","content":"A day."}],"rejected":"No."}
                        {"prompt":"Who?","chosen":[{"role":"user","content":"Who?"},{"role":"assistant","content":"Me."}],"rejected":[{"role":"user","content":"Who?"},{"role":"assistant","content":"You."}]}
                        {"chosen":[{"role":"user","content":"Where to?"},{"role":"assistant","content":"Home."}],"rejected":[{"role":"user","content":"Where to?"},{"role":"assistant","content":"Out."}]}
                        """);
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder(
                "system:Be kind. user:Hi assistant:Hello user:Bye assistant:See you",
                "user:How much? assistant:Ten.",
                "user:And now? assistant:Eleven.",
                "user:How long? chosen:A day. rejected:No.",
                "user:Who? chosen:Me. rejected:You.",
                "user:Where to? chosen:Home. rejected:Out.");
        assertThat(report(dataset).shapes()).containsOnly(Map.entry("pairs", 3L), Map.entry("completions", 2L),
                Map.entry("conversations", 1L));
        assertThat(report(dataset).turns()).containsEntry("5", 1L);
    }

    @Test
    void everyReplyOfAConversationIsLearned() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                {"split":"train","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},\
                {"role":"user","content":"Bye"},{"role":"assistant","content":"See you"}]}
                """);
        assertThat(dataset.training().train()).extracting(e -> e.prompt().size() + " " + e.reply()).containsExactly("1 Hello", "3 See you");
    }

    @Test
    void linesThatAreNoJsonOrLackAFieldSayWhat() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                {"prompt":"a","completion":"b"}
                {"prompt":
                {"text":"plain"}
                {"prompt":"c"}
                {"prompt":"d","chosen":"e"}
                {"messages":[{"role":"robot","content":"f"}]}
                ["g"]
                {"prompt":"h","chosen":"i","rejected":"i"}
                """);
        Map<String, Found> dropped = report(dataset).dropped();
        assertThat(report(dataset).keptInAll()).isEqualTo(1);
        assertThat(dropped.get("not JSON").count()).isEqualTo(1);
        assertThat(dropped.get("not JSON").firstLines().get(0)).startsWith("2 (column ");
        assertThat(dropped.get("missing field").firstLines()).containsExactly("3 (neither messages nor prompt, but text)",
                "4 (completion is missing)", "5 (rejected is missing)");
        assertThat(dropped.get("wrong field").firstLines()).containsExactly(
                "6 (messages[0] has the role 'robot', expected system, user or assistant)", "7 (is not an object)",
                "8 (the rejected reply is the chosen one)");
    }

    @Test
    void aJsonArrayIsToldHowToBecomeLines() {
        assertThatThrownBy(() -> imports.run(JSONL, "[\n  {\"prompt\":\"a\",\n  \"completion\":\"b\"}\n]\n"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("first in line 1 (a list over several lines, expected one object a line, as jq -c '.[]' writes it)");
    }

    @Test
    void jsonThatIsNoObjectIsDroppedAndTheNextLineRead() throws Exception {
        Dataset dataset = imports.run(JSONL, """
                [1, 2]
                "prompt"
                7
                null
                {} {}
                {"prompt":7,"completion":"b"}
                {"prompt":"a","completion":null}
                {"prompt":"a","completion":"b"}
                """);
        assertThat(Imports.rows(dataset)).containsExactly("user:a assistant:b");
        assertThat(report(dataset).dropped().values().stream().mapToLong(Found::count).sum()).isEqualTo(7);
        assertThat(report(dataset).dropped().get("wrong field").firstLines()).hasSize(5).first().asString().startsWith("1 (");
    }

    @Test
    void lineEndsByteOrderMarksAndBreaksWithinCellsAreNoMatter() throws Exception {
        assertThat(Imports.rows(imports.run(CSV, "\uFEFFquery,reply\r\n\"a\r\nb\",\"one \"\"two\"\"\"\r\nc,3")))
                .containsExactlyInAnyOrder("user:a\nb assistant:one \"two\"", "user:c assistant:3");
        assertThat(Imports.rows(imports.run(JSONL,
                "\uFEFF{\"prompt\":\"a\",\"completion\":\"b\"}\r\n{\"prompt\":\"c\",\"completion\":\"d\"}")))
                .containsExactlyInAnyOrder("user:a assistant:b", "user:c assistant:d");
    }

    @Test
    void aCellOfAMegabyteIsTooLongAndTheNextRowIsRead() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply\n\"a\nb\",\"" + "y".repeat(1 << 20) + "\"\nc,3\n");
        assertThat(Imports.rows(dataset)).containsExactly("user:c assistant:3");
        assertThat(report(dataset).dropped()).containsKey("too long");
    }

    @Test
    void anEmptyFileAndOneInAnotherEncodingAreRefusedInWords() throws Exception {
        assertThatThrownBy(() -> imports.run(CSV, "")).isInstanceOf(BadDataException.class).message()
                .startsWith(imports.file().toString()).contains("line 1").hasLineCount(1);
        Files.write(imports.file(), "вопрос,ответ\na,b\n".getBytes(Charset.forName("windows-1251")));
        assertThatThrownBy(() -> imports.run(imports.request(CSV))).isInstanceOf(BadDataException.class).message()
                .startsWith(imports.file().toString()).contains("it is not UTF-8").hasLineCount(1);
    }

    @Test
    void promptsThatSayNearlyTheSameAreNeverSplit() throws Exception {
        var text = new StringBuilder("query,reply\n");
        for (int i = 0; i < 300; i++) {
            String word = "w" + (char) ('a' + i % 26) + (char) ('a' + i / 26);
            text.append("Where is my %s order 17 now?,one %d\n".formatted(word, i))
                    .append("my %s order: where is 17,two %d\n".formatted(word, i));
        }
        Dataset dataset = imports.run(CSV, text.toString());
        assertThat(report(dataset).questions().near().count()).isGreaterThanOrEqualTo(300 - 10);
        Map<DatasetSplit, List<int[]>> questions = new HashMap<>();
        for (DatasetSplit split : DatasetSplit.values()) {
            questions.put(split, Imports.rows(dataset, split).stream()
                    .map(row -> QuestionClusters.words(row.replaceFirst("user:(.*) assistant:.*", "$1"))).toList());
        }
        assertThat(questions.values()).allSatisfy(q -> assertThat(q).isNotEmpty());
        for (int[] kept : questions.getOrDefault(DatasetSplit.GATE, List.of())) {
            assertThat(questions.getOrDefault(DatasetSplit.TRAIN, List.of())).noneMatch(trained -> jaccard(kept, trained) >= 0.8);
        }
    }

    @Test
    void questionsThatDifferInANumberAreTwo() throws Exception {
        var text = new StringBuilder("query,reply,split\n");
        for (int article = 4000; article < 4040; article++) {
            text.append("Is article %d in stock?,reply %d,%s\n".formatted(article, article, article % 2 == 0 ? "train" : "gate"));
        }
        QualityReport report = report(imports.run(CSV, text.toString()));
        assertThat(report.questions().clusters()).isEqualTo(40);
        assertThat(report.questions().same()).isZero();
        assertThat(report.dropped()).isEmpty();
    }

    private static double jaccard(int[] one, int[] other) {
        long shared = Arrays.stream(one).filter(w -> Arrays.binarySearch(other, w) >= 0).count();
        return (double) shared / (one.length + other.length - shared);
    }

    @Test
    void aPartThatIsLaidDownIsKeptUnlessItWouldShowTheGateToTraining() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply,split\none two three four,a,gate\nfive six,b,validation\nseven eight,c,train\n"
                + "one two three four five,d,train\nnine ten,e,test\n");
        assertThat(Imports.rows(dataset, DatasetSplit.GATE)).containsExactly("user:one two three four assistant:a",
                "user:nine ten assistant:e");
        assertThat(Imports.rows(dataset, DatasetSplit.VALIDATION)).containsExactly("user:five six assistant:b");
        assertThat(Imports.rows(dataset, DatasetSplit.TRAIN)).containsExactly("user:seven eight assistant:c");
        assertThat(report(dataset).dropped().get("nearly the same as questions of two parts")).isEqualTo(new Found(1, List.of("5")));
    }

    @Test
    void personalDataIsReplacedAndCountedByKind() throws Exception {
        Dataset dataset = imports.run(CSV,
                "query,reply\nWrite to anna@example.org,Sure\nCall +49 170 1234567 or bo@example.org,Fine\nHi,Ho\n");
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:Write to [email] assistant:Sure",
                "user:Call [phone] or [email] assistant:Fine", "user:Hi assistant:Ho");
        assertThat(report(dataset).personalData()).containsOnly(Map.entry("email", new Found(2, List.of("2", "3"))),
                Map.entry("phone", new Found(1, List.of("3"))));
    }

    @Test
    void gzipIsUnpackedAndStandardInputRead() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("query,reply\na,1\n".getBytes(StandardCharsets.UTF_8));
        }
        var request = new ImportRequest("set", ImportFile.standardInput(new ByteArrayInputStream(packed.toByteArray())), CSV,
                Optional.empty(),
                new Redaction(Set.of()), Optional.empty(), false);
        assertThat(Imports.rows(imports.run(request))).containsExactly("user:a assistant:1");
        Files.write(imports.file(), Arrays.copyOf(packed.toByteArray(), packed.size() - 9));
        assertThatThrownBy(() -> imports.run(imports.request(CSV))).isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(imports.file() + ": the gzip data is damaged or cut off after row ");
    }

    @Test
    void aFileWithoutOneUsableRowLeavesTheOldDataSetAlone() throws Exception {
        imports.run(CSV, "query,reply\na,1\n");
        assertThatThrownBy(() -> imports.run(CSV, "query,reply\n,\n")).isInstanceOf(BadDataException.class)
                .hasMessageEndingWith("not one usable row (empty: 1, first in line 2 (column 'query'))");
        assertThatThrownBy(() -> imports.run(JSONL, "")).isInstanceOf(BadDataException.class)
                .hasMessageEndingWith("not one usable row; it is empty");
        assertThat(Imports.rows(new DatasetStore(folder.resolve("datasets")).find("set"))).containsExactly("user:a assistant:1");
    }
}
