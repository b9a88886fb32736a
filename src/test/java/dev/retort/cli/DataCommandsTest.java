package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import dev.retort.settings.ContactsFile;
import dev.retort.terminal.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandsTest {
    private static final String TINY = Path.of("src", "test", "resources", "tiny-gpt2", "model").toString();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final InputStream in = System.in;

    @TempDir
    Path folder;

    @BeforeEach
    void aHomeOfItsOwn() {
        System.setProperty("retort.home", folder.resolve("home").toString());
    }

    @AfterEach
    void asItWas() {
        System.clearProperty("retort.home");
        System.setIn(in);
    }

    @Test
    void aTableIsImportedShownComparedAndExported() throws Exception {
        Path file = folder.resolve("desk.tsv");
        Files.writeString(file, "query\treply\tsource\nWhere is it?\tHere.\tmail\nMail me at a@example.org\tSure\tmail\n\tnothing\tmail\n");
        assertThat(run("import", file.toString(), "--base", TINY)).as(said(err)).isZero();
        assertThat(said(out)).contains("kept                           2", "empty: line 4 (column 'query')", "email: line 3",
                "data set desk@",
                "sources              mail: 100 %");
        Files.writeString(file, "query\treply\nWhere is it?\tHere.\nWhat is new?\tThis\n");
        assertThat(run("import", file.toString(), "--base", TINY)).isZero();
        assertThat(run("dataset", "list")).isZero();
        assertThat(said(out).lines().filter(l -> l.startsWith("desk@"))).hasSize(2);
        String older = said(out).lines().filter(l -> l.startsWith("desk@")).findFirst().orElseThrow().split("\\s+")[0];
        assertThat(run("dataset", "show", "desk")).isZero();
        assertThat(said(out)).contains("digest  sha256:", "kept                           2");
        assertThat(run("dataset", "diff", older, "desk")).isZero();
        assertThat(said(out)).contains("examples are the same").containsPattern("added +(train|validation|gate) +1\n")
                .containsPattern("removed +(train|validation|gate) +1\n").contains("What is new?", "[email]");
        Path exported = folder.resolve("out.jsonl");
        assertThat(run("export", "desk", "--format", "prompt-completion", "--out", exported.toString())).as(said(err)).isZero();
        assertThat(said(out)).contains("out.jsonl: 2 rows");
        assertThat(Files.readString(exported)).contains("\"completion\":[{\"role\":\"assistant\",\"content\":\"This\"}]");
    }

    @Test
    void theShopsOwnContactsThatAgentsConfirmedOrTheHomeNamesAreKept() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        new ContactsFile(home).write(Set.of("help@shop.example", "+49 30 1234567"));
        Files.writeString(Files.createDirectory(home.resolve("config")).resolve("application.properties"),
                "retort.curation.keep=press@shop.example\n");
        Path file = Files.writeString(folder.resolve("desk.csv"), """
                query,reply,split
                a,HELP@shop.example or jo@home.example,train
                b,press@shop.example,train
                c,call +49301234567 or +49 170 7654321,train
                """);
        assertThat(run("import", file.toString(), "--base", TINY)).as(said(err)).isZero();
        assertThat(said(out)).contains("kept as the shop's own, as agents have confirmed: +49 30 1234567, help@shop.example");
        Path exported = folder.resolve("out.csv");
        assertThat(run("export", "desk", "--format", "csv", "--out", exported.toString())).as(said(err)).isZero();
        assertThat(Files.readString(exported)).contains("HELP@shop.example or [email],", "press@shop.example,",
                "+49301234567 or [phone],");
    }

    @Test
    void standardInputNeedsANameAndAFormat() throws Exception {
        assertThat(run("import", "-", "--format", "csv")).isEqualTo(2);
        assertThat(said(err)).isEqualTo("retort import: standard input has no name; give the data set one with --name");
        assertThat(run("import", "-", "--name", "piped")).isEqualTo(2);
        assertThat(said(err)).contains("say --format csv or --format jsonl");
        System.setIn(new ByteArrayInputStream("query,reply\na,1\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(run("import", "-", "--name", "piped", "--format", "csv", "--base", TINY)).isZero();
        assertThat(said(out)).contains("data set piped@", "reading 100% 1 rows");
    }

    @Test
    void anExportWithoutOneRowIsWrongInput() throws Exception {
        Path file = Files.writeString(folder.resolve("a.csv"), "query,reply,split\na,1,train\n");
        assertThat(run("import", file.toString(), "--base", TINY)).isZero();
        String out = folder.resolve("x").toString();
        expect("there is not one row to write; 1 left out: not both a better and a rejected reply are known", "export", "a", "--format",
                "preference", "--out", out);
        expect("there is not one row to write in gate", "export", "a", "--format", "csv", "--split", "gate", "--out", out);
        expect("there is no part 'test', expected train, validation or gate", "export", "a", "--format", "csv", "--split", "test", "--out",
                out);
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void anEncodingThatIsNamedIsObeyed() throws Exception {
        Path file = Files.write(folder.resolve("a.csv"), "query,reply\nгде?,тут\n".getBytes(Charset.forName("windows-1251")));
        assertThat(run("import", file.toString(), "--base", TINY)).isEqualTo(2);
        assertThat(said(err)).hasLineCount(1).contains("line 2: it is not UTF-8", "--encoding windows-1251");
        expect("--encoding 'cp-what': expected the name of an encoding, such as utf-16, windows-1252 or shift_jis", "import",
                file.toString(), "--encoding", "cp-what", "--base", TINY);
        assertThat(run("import", file.toString(), "--encoding", "windows-1251", "--base", TINY)).isZero();
        Path out = folder.resolve("out.csv");
        assertThat(run("export", "a", "--format", "csv", "--out", out.toString())).isZero();
        assertThat(Files.readString(out)).contains("где?,тут,");
    }

    @Test
    void whatCannotBeUsedIsNamedInOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("a.csv"), "query,reply\na,1\nb,\n");
        expect("%s: line 3: empty: column 'reply'".formatted(file), "import", file.toString(), "--strict", "--base", TINY);
        expect("--delimiter ';;': expected one character such as ; or the word tab", "import", file.toString(), "--delimiter", ";;");
        expect("%s: is a folder, expected a file".formatted(folder), "import", folder.toString(), "--format", "csv", "--name", "x");
        expect("there is no data set 'none' in %s; retort import makes one, retort dataset list shows them"
                .formatted(folder.resolve("home/datasets")), "dataset", "show", "none");
        expect("which? the name of a data set, or --curated", "export", "--format", "csv", "--out", folder.resolve("x").toString());
        expect("no server runs on %s; start one with ./retort, or give --url".formatted(folder.resolve("home")), "export", "--curated",
                "--format",
                "csv", "--out", folder.resolve("x").toString());
        expect("--out /none/x: expected a file in a folder that exists", "export", "a", "--format", "csv", "--out", "/none/x");
        assertThat(run("dataset")).isEqualTo(2);
        assertThat(said(err)).contains("list, show NAME, or diff A B?");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    private void expect(String message, String... words) {
        assertThat(run(words)).isEqualTo(2);
        assertThat(said(err)).hasLineCount(1).endsWith(": " + message);
    }

    private int run(String... words) {
        out.reset();
        err.reset();
        return Retort
                .run(new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                        false), words);
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).strip();
    }
}
