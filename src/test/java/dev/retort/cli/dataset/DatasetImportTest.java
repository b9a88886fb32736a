package dev.retort.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.cli.BadInputException;
import dev.retort.cli.dataset.DatasetImport.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetImportTest {
    private static final Format CSV = new Format.Csv("query", "reply");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void namedColumnsOfACsvBecomeConversations() throws Exception {
        var report = run(CSV, "id,query,reply\n1,\"Where is my order, please?\",\"It is on its way.\nLook here.\"\n2,Hi,Hello\n");
        assertThat(report.keptInAll()).isEqualTo(2);
        assertThat(report.dropped()).isEmpty();
        assertThat(rows()).containsExactlyInAnyOrder(
                "user:Where is my order, please? assistant:It is on its way.\nLook here.", "user:Hi assistant:Hello");
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsOwnLineOnly() throws Exception {
        var report = run(CSV, "query,reply\na,1\n\"b,2\nc,3\n\"d\" oops,4\ne,5\n");
        assertThat(rows()).containsExactlyInAnyOrder("user:a assistant:1", "user:c assistant:3", "user:e assistant:5");
        assertThat(report.dropped().get(DropReason.BROKEN_QUOTES)).isEqualTo(new ImportReport.Dropped(2, List.of("3", "5")));
    }

    @Test
    void aMissingColumnIsNamedWithThoseThatAreThere() throws Exception {
        assertThatThrownBy(() -> run(CSV, "question,reply\na,b\n")).isInstanceOf(BadInputException.class)
                .hasMessage("%s: no column 'query'; the header on line 1 has: question, reply".formatted(file()));
        assertThat(folder.resolve("set")).doesNotExist();
    }

    @Test
    void everyDroppedLineIsCountedUnderItsReason() throws Exception {
        var report = run(CSV, "query,reply\n,nothing asked\nnothing said,\nonly one column\n\nWhere is it?,Here.\nwhere is IT,Here.\nlong,"
                + "x".repeat(DatasetImport.MAX_CHARACTERS + 1) + "\n");
        assertThat(report.keptInAll()).isEqualTo(1);
        assertThat(report.dropped().get(DropReason.EMPTY))
                .isEqualTo(new ImportReport.Dropped(3, List.of("2 (prompt)", "3 (reply)", "5 (blank line)")));
        assertThat(report.dropped().get(DropReason.MISSING_COLUMN))
                .isEqualTo(new ImportReport.Dropped(1, List.of("4 (1 columns, the header has 2)")));
        assertThat(report.dropped().get(DropReason.DUPLICATE)).isEqualTo(new ImportReport.Dropped(1, List.of("7")));
        assertThat(report.dropped().get(DropReason.TOO_LONG).firstLines()).containsExactly("8 (over 20000 characters)");
    }

    @Test
    void aHugeLineIsSkippedAndTheNextOneRead() throws Exception {
        var report = run(CSV, "query,reply\na," + "y".repeat(5 * Lines.MAX_BYTES) + "\nb,2\n");
        assertThat(rows()).containsExactly("user:b assistant:2");
        assertThat(report.dropped().get(DropReason.TOO_LONG)).isEqualTo(new ImportReport.Dropped(1, List.of("2")));
    }

    @Test
    void bytesThatAreNotUtf8AreDroppedAndAByteOrderMarkIsNot() throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("\uFEFFquery,reply\r\na,1\r\nb,".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(new byte[]{(byte) 0xc3, 0x28, '\r', '\n'});
        Files.write(file(), bytes.toByteArray());
        var report = DatasetImport.run(file(), CSV, folder.resolve("set"), done -> {});
        assertThat(rows()).containsExactly("user:a assistant:1");
        assertThat(report.dropped()).containsOnlyKeys(DropReason.NOT_UTF8);
    }

    @Test
    void jsonlIsReadInAllItsShapes() throws Exception {
        run(new Format.Jsonl(), """
                {"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},\
                {"role":"user","content":"Bye"},{"role":"assistant","content":"See you"}]}
                {"prompt":"How much?","completion":"Ten."}
                {"prompt":[{"role":"user","content":"How long?"}],"chosen":[{"role":"assistant","content":"A day."}],"rejected":"No."}
                """);
        assertThat(rows()).containsExactlyInAnyOrder(
                "system:Be kind. user:Hi assistant:Hello",
                "system:Be kind. user:Hi assistant:Hello user:Bye assistant:See you",
                "user:How much? assistant:Ten.",
                "user:How long? chosen:A day. rejected:No.");
    }

    @Test
    void linesThatAreNoJsonOrLackAFieldSayWhat() throws Exception {
        var report = run(new Format.Jsonl(), """
                {"prompt":"a","completion":"b"}
                {"prompt":
                {"text":"plain"}
                {"prompt":"c"}
                {"prompt":"d","chosen":"e"}
                {"messages":[{"role":"robot","content":"f"}]}
                """);
        assertThat(report.keptInAll()).isEqualTo(1);
        assertThat(report.dropped().get(DropReason.NOT_JSON).count()).isEqualTo(1);
        assertThat(report.dropped().get(DropReason.NOT_JSON).firstLines().get(0)).startsWith("2 (");
        assertThat(report.dropped().get(DropReason.MISSING_FIELD).firstLines()).containsExactly("3 (neither messages nor prompt)",
                "4 (completion is missing)", "5 (rejected is missing)",
                "6 (messages holds a message whose role is not system, user or assistant)");
    }

    @Test
    void jsonThatIsNoObjectIsDroppedAndTheNextLineRead() throws Exception {
        var report = run(new Format.Jsonl(), """
                [1, 2]
                "prompt"
                7
                null
                {} {}
                {"prompt":7,"completion":"b"}
                {"prompt":"a","completion":null}
                {"prompt":"a","completion":"b"}
                """);
        assertThat(rows()).containsExactly("user:a assistant:b");
        assertThat(report.dropped().values().stream().mapToLong(ImportReport.Dropped::count).sum()).isEqualTo(7);
        assertThat(report.dropped().get(DropReason.MISSING_FIELD).firstLines()).hasSize(5).first().asString().startsWith("1 (");
    }

    @Test
    void aLoneSurrogateInJsonlIsDroppedAndAPairOfThemIsNot() throws Exception {
        var report = run(new Format.Jsonl(), """
                {"prompt":"broken \\ud83d","completion":"b"}
                {"prompt":"a","completion":"broken \\ude00"}
                {"messages":[{"role":"user","content":"\\ude00\\ud83d"},{"role":"assistant","content":"c"}]}
                {"prompt":"whole \\ud83d\\ude00","completion":"d"}
                """);
        assertThat(rows()).containsExactly("user:whole \uD83D\uDE00 assistant:d");
        assertThat(report.dropped().get(DropReason.NOT_UTF8).firstLines()).containsExactly("1 (a lone surrogate)", "2 (a lone surrogate)",
                "3 (a lone surrogate)");
    }

    @Test
    void lineEndsByteOrderMarksAndBreaksWithinCellsAreNoMatter() throws Exception {
        run(CSV, "\uFEFFquery,reply\r\n\"a\r\nb\",\"one \"\"two\"\"\"\r\nc,3");
        assertThat(rows()).containsExactlyInAnyOrder("user:a\nb assistant:one \"two\"", "user:c assistant:3");
        run(new Format.Jsonl(), "\uFEFF{\"prompt\":\"a\",\"completion\":\"b\"}\r\n{\"prompt\":\"c\",\"completion\":\"d\"}");
        assertThat(rows()).containsExactlyInAnyOrder("user:a assistant:b", "user:c assistant:d");
    }

    @Test
    void aCellOfAMegabyteIsTooLongAndTheNextRowIsRead() throws Exception {
        var report = run(CSV, "query,reply\n\"a\nb\",\"" + "y".repeat(1 << 20) + "\"\nc,3\n");
        assertThat(rows()).containsExactly("user:c assistant:3");
        assertThat(report.dropped()).containsKey(DropReason.TOO_LONG);
    }

    @Test
    void anEmptyFileAndOneInAnotherEncodingAreRefusedInWords() throws Exception {
        assertThatThrownBy(() -> run(CSV, "")).isInstanceOf(BadInputException.class).message().startsWith(file().toString())
                .contains("line 1").hasLineCount(1);
        assertThatThrownBy(() -> run(new Format.Jsonl(), "")).isInstanceOf(BadInputException.class)
                .hasMessageContaining("not one usable example");
        Files.write(file(), "query,reply\na,b\n".getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> DatasetImport.run(file(), CSV, folder.resolve("set"), done -> {})).isInstanceOf(BadInputException.class)
                .message().startsWith(file().toString()).contains("UTF-8").hasLineCount(1);
    }

    @Test
    void promptsThatSayNearlyTheSameAreNeverSplit() throws Exception {
        var text = new StringBuilder("query,reply\n");
        for (int i = 0; i < 300; i++) {
            String word = "w" + (char) ('a' + i % 26) + (char) ('a' + i / 26);
            text.append("Where is my %s order 17?,one %d\n".formatted(word, i))
                    .append("my %s order: where is 4321,two %d\n".formatted(word, i));
        }
        var report = run(CSV, text.toString());
        assertThat(report.kept().values()).allSatisfy(count -> assertThat(count).isPositive().isEven());
        Map<String, String> splitOf = new HashMap<>();
        for (Split split : Split.values()) {
            for (String row : Files.readAllLines(folder.resolve("set").resolve(split.file()))) {
                String prompt = Split.words(JSON.readTree(row).at("/messages/0/content").asText());
                assertThat(splitOf.merge(prompt, split.name(), (a, b) -> a.equals(b) ? a : "both")).isNotEqualTo("both");
            }
        }
    }

    @Test
    void theManifestTellsTheSameContentByTheSameDigest() throws Exception {
        run(CSV, "query,reply\na,1\nb,2\n");
        String first = DatasetManifest.digestOf(folder.resolve("set"));
        run(CSV, "query,reply\na,1\nb,2\n");
        assertThat(DatasetManifest.digestOf(folder.resolve("set"))).isEqualTo(first).startsWith("sha256:");
        run(CSV, "query,reply\na,1\nb,3\n");
        assertThat(DatasetManifest.digestOf(folder.resolve("set"))).isNotEqualTo(first);
    }

    @Test
    void aFileWithoutOneUsableExampleLeavesTheOldDataSetAlone() throws Exception {
        run(CSV, "query,reply\na,1\n");
        assertThatThrownBy(() -> run(CSV, "query,reply\n,\n")).isInstanceOf(BadInputException.class)
                .hasMessageContaining("not one usable example (empty: 1)");
        assertThat(rows()).containsExactly("user:a assistant:1");
    }

    private Path file() {
        return folder.resolve("file");
    }

    private ImportReport run(Format format, String content) throws IOException, BadInputException {
        Files.writeString(file(), content);
        return DatasetImport.run(file(), format, folder.resolve("set"), done -> assertThat(done).isBetween(0.0, 1.0));
    }

    private List<String> rows() throws IOException {
        var rows = new ArrayList<String>();
        for (Split split : Split.values()) {
            for (String line : Files.readAllLines(folder.resolve("set").resolve(split.file()))) {
                rows.add(words(JSON.readTree(line)));
            }
        }
        return rows;
    }

    private static String words(JsonNode row) {
        var words = new ArrayList<String>();
        row.path("messages").forEach(m -> words.add(m.get("role").asText() + ":" + m.get("content").asText()));
        row.path("prompt").forEach(m -> words.add(m.get("role").asText() + ":" + m.get("content").asText()));
        row.path("chosen").forEach(m -> words.add("chosen:" + m.get("content").asText()));
        row.path("rejected").forEach(m -> words.add("rejected:" + m.get("content").asText()));
        return String.join(" ", words);
    }
}
