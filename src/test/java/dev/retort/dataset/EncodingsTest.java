package dev.retort.dataset;

import static dev.retort.dataset.Imports.CSV;
import static dev.retort.dataset.Imports.JSONL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

import dev.retort.dataset.QualityReport.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingsTest extends Importing {
    private static final String TABLE = "query,reply\r\nWas kostet das Café?,„Zwölf“ – größer: 15 €\r\nOù est-ce?,Là-bas\r\n";
    private static final String[] ROWS = {"user:Was kostet das Café? assistant:„Zwölf“ – größer: 15 €", "user:Où est-ce? assistant:Là-bas"};

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE"})
    void unicodeIsKnownByItsMarkAndUtf16WithoutItToo(String name) throws Exception {
        Charset charset = Charset.forName(name);
        Dataset marked = run(("\uFEFF" + TABLE).getBytes(charset));
        assertThat(Imports.rows(marked)).containsExactlyInAnyOrder(ROWS);
        assertThat(notes(marked)).as("UTF-8 is what everybody expects").noneMatch(note -> name.equals("UTF-8") && note.contains("UTF"));
        if (name.startsWith("UTF-16")) {
            Dataset unmarked = run(TABLE.getBytes(charset));
            assertThat(Imports.rows(unmarked)).containsExactlyInAnyOrder(ROWS);
            assertThat(notes(unmarked)).anyMatch(note -> note.contains("It is in " + name));
        }
    }

    @Test
    void whatExcelCallsCsvIsReadAsWindows1252WithANoteThatShowsAWord() throws Exception {
        Dataset dataset = run(TABLE.getBytes(Charset.forName("windows-1252")));
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder(ROWS);
        assertThat(notes(dataset))
                .anyMatch(note -> note.startsWith("It is not UTF-8 and was read as Windows-1252 (Latin-1): line 2 has “Café”."));
        assertThat(Imports.rows(run("query,reply\na,été\n".getBytes(StandardCharsets.ISO_8859_1)))).containsExactly("user:a assistant:été");
        Files.write(imports.file(), "{\"prompt\":\"a\",\"completion\":\"für\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Imports.rows(imports.run(imports.request(JSONL)))).containsExactly("user:a assistant:für");
    }

    @Test
    void theFirstAccentMayComeAfterMegabytesOfAscii() throws Exception {
        var rows = new StringBuilder("query,reply\n");
        for (int i = 0; rows.length() < 400_000; i++) {
            rows.append("question %d,answer %d\n".formatted(i, i));
        }
        long last = rows.chars().filter(c -> c == '\n').count() + 1;
        String table = rows + "Schöne Grüße,bis später\n";
        Dataset western = run(table.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Imports.rows(western)).hasSize((int) last - 1).contains("user:Schöne Grüße assistant:bis später");
        assertThat(notes(western)).anyMatch(note -> note.contains("line %d has “Schöne”".formatted(last)));
        assertThat(Imports.rows(run(table.getBytes(StandardCharsets.UTF_8)))).hasSize((int) last - 1)
                .contains("user:Schöne Grüße assistant:bis später");
    }

    @Test
    void charactersOfSeveralBytesMayStandAnywhere() throws Exception {
        for (int shift = 0; shift < 4; shift++) {
            String reply = "x".repeat(shift) + "😀".repeat(9_000);
            Dataset dataset = run(("query,reply\nä" + "," + reply + "\n" + "b".repeat(40_000 + shift) + "ü,no\nc,ö" + reply + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:ä assistant:" + reply, "user:c assistant:ö" + reply);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows-1251", "IBM850", "x-MacRoman", "Shift_JIS", "windows-1250"})
    void otherEncodingsAreRefusedUntilTheyAreNamed(String name) throws Exception {
        String text = switch (name) {
            case "windows-1251" -> "Где мой заказ?,Он уже в пути";
            case "Shift_JIS" -> "注文はどこですか,もうすぐ届きます。お待ちください";
            case "windows-1250" ->
                "Gdzie jest moje zamówienie? Mówiłem już,Wkrótce będzie: proszę czekać, dziękuję za cierpliwość. Było wysłane"
                        .replaceFirst(": proszę czekać,", "");
            default -> "Größe für Müller?,Die Tür schließt später";
        };
        byte[] bytes = ("query,reply\n" + text + "\n").getBytes(Charset.forName(name));
        Files.write(imports.file(), bytes);
        assertThatThrownBy(() -> imports.run(imports.request(CSV))).isInstanceOf(BadDataException.class)
                .hasMessage(imports.file()
                        + ": line 2: it is not UTF-8 and makes no sense as Windows-1252; save it as UTF-8, or name its encoding,"
                        + " such as --encoding windows-1251");
        ImportRequest request = imports.request(CSV);
        Dataset named = imports.run(new ImportRequest(request.name(), request.file().in(Charset.forName(name)), CSV, request.sourceColumn(),
                request.redaction(), request.context(), true));
        assertThat(Imports.rows(named)).singleElement().asString().isEqualTo("user:" + text.replace(",", " assistant:"));
        assertThat(notes(named)).noneMatch(note -> note.contains("encoding"));
    }

    @Test
    void aDamagedRecordIsLostAsAWholeAndWhatIsWithinItIsNoRow() throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("query,reply\nfür,1\nc,\"Dear all,\nhow, are\n".getBytes(StandardCharsets.UTF_8));
        bytes.write(0xe4);
        bytes.writeBytes(" you,\nwell, yours\"\nd,2\n".getBytes(StandardCharsets.UTF_8));
        Dataset dataset = run(bytes.toByteArray());
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:für assistant:1", "user:d assistant:2");
        assertThat(dataset.report().orElseThrow().dropped()).containsOnlyKeys("not UTF-8")
                .containsValue(new Found(1, List.of("3 (to line 6)")));
    }

    @Test
    void utf8PastedIntoAWesternFileIsSaid() throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("query,reply\nfür,Öl\n".getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes("größer,später\n".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes("schön,süß\ntür,bär\ndörfer,säge\nflüge,flöhe\n".getBytes(StandardCharsets.ISO_8859_1));
        Dataset dataset = run(bytes.toByteArray());
        assertThat(Imports.rows(dataset)).hasSize(5).noneMatch(row -> row.contains("Ã"));
        assertThat(dataset.report().orElseThrow().dropped().get("in another encoding than the file")).isEqualTo(new Found(1, List.of("3")));
    }

    @Test
    void aFileToJudgeByMayHaveAMarkAndIsNamedIfItIsNotUtf8() throws Exception {
        String row = "{\"prompt\":\"a\",\"completion\":\"ö\"}\n";
        assertThat(Dataset.gate(Files.writeString(imports.file(), "\uFEFF" + row)).domain()).singleElement()
                .matches(e -> e.chosen().equals("ö"));
        Files.write(imports.file(), row.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Dataset.gate(imports.file())).isInstanceOf(BadDataException.class)
                .hasMessage(imports.file() + ": it is not UTF-8; save it as UTF-8");
    }

    private Dataset run(byte[] content) throws Exception {
        Files.write(imports.file(), content);
        return imports.run(imports.request(CSV));
    }

    private static List<String> notes(Dataset dataset) throws Exception {
        return dataset.report().orElseThrow().notes();
    }
}
