package dev.retort.dataset;

import static dev.retort.dataset.Imports.CSV;
import static dev.retort.dataset.Imports.JSONL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import dev.retort.dataset.QualityReport.Found;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.Test;

class TablesTest extends Importing {
    private static final Format TSV = new Format.Csv("query", "reply", Optional.empty(), '\t');

    @Test
    void aLetterInACellIsOneRowHoweverManyLinesItHas() throws Exception {
        String letter = "Dear all, hello\n" + "we write, again\n".repeat(300) + "yours, truly";
        assertThat(Imports.rows(imports.run(CSV, "query,reply\na,1\n\"" + letter + "\",\"Thank you\"\nb,2\n")))
                .containsExactlyInAnyOrder("user:a assistant:1", "user:" + letter + " assistant:Thank you", "user:b assistant:2");
        String longer = "we write, again\n".repeat(5_000);
        Dataset without = imports.run(CSV, "query,reply\na,1\n\"" + longer + "\",\"Thank you\"\nb,2\n");
        assertThat(Imports.rows(without)).containsExactlyInAnyOrder("user:a assistant:1", "user:b assistant:2");
        assertThat(report(without).dropped()).containsOnlyKeys("too long");
        Dataset book = imports.run(CSV, "query,reply\na,1\n\"" + "we write, again\n".repeat(100_000) + "\",\"Thank you\"\nb,2\n");
        assertThat(Imports.rows(book)).containsExactlyInAnyOrder("user:a assistant:1", "user:b assistant:2");
        assertThat(report(book).dropped().get("too long")).isEqualTo(new Found(1, List.of("3 (to line 100003)")));
    }

    @Test
    void aCellWhoseInnerQuotesAreNotDoubledGivesNoRows() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply\na,1\n\"He said \"hello\" to me,\nand then, nothing\nmore, really\",2\nb,3\n");
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:a assistant:1", "user:b assistant:3");
        assertThat(report(dataset).dropped().get("broken quotes")).isEqualTo(new Found(1, List.of("3 (to line 5)")));
        assertThat(report(dataset).notes()).anyMatch(note -> note.startsWith("Rows of several lines whose quotes are broken")
                && note.endsWith(": 1, line 3 (to line 5)."));
    }

    @Test
    void aStrayQuoteTakesNoCellOfALaterRowApart() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply\na,1\n\"b,2\nc,3\n\"d, and e\",\"4, or\n5, or 6\"\nf,7\n");
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:a assistant:1", "user:f assistant:7");
        assertThat(report(dataset).dropped().get("broken quotes").firstLines()).containsExactly("3 (to line 6)");
    }

    @Test
    void aFileThatEndsWithinACellIsRefusedUnlessTheRestIsATable() throws Exception {
        String message = ": line 3: a quote opens a cell that is never closed; close it, or double the quotes that belong to the text";
        for (String cut : List.of("b,\"Dear all,\nhow, are you\nand, we", "b,\"Dear all,\nhow, are you\nwell\n",
                "b,\"" + "how, are you\n".repeat(100_000))) {
            assertThatThrownBy(() -> imports.run(CSV, "query,reply\na,1\n" + cut)).isInstanceOf(BadDataException.class)
                    .hasMessage(imports.file() + message);
        }
        Dataset dataset = imports.run(CSV, "query,reply\na,1\nb,\"Dear\nc,3\n\nd,4\n");
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:a assistant:1", "user:c assistant:3", "user:d assistant:4");
        assertThat(report(dataset).notes()).contains(
                "The quote that opens a cell in line 3 is never closed; the line was left out, and those after it were read as rows.");
        assertThat(Imports.rows(imports.run(CSV, "query,reply\na,1\nb,\"Dear"))).containsExactly("user:a assistant:1");
    }

    @Test
    void aQuoteWithinTextIsAQuote() throws Exception {
        assertThat(Imports.rows(imports.run(CSV, "query,reply\nIs 5\" enough?,Take 6\" or 7\"\nx,\"\"\"y\"\"\"\n")))
                .containsExactlyInAnyOrder("user:Is 5\" enough? assistant:Take 6\" or 7\"", "user:x assistant:\"y\"");
    }

    @Test
    void fieldsBetweenTabsMayHoldQuotesOrBeQuoted() throws Exception {
        Dataset dataset = imports.run(TSV,
                "query\treply\n\"Yes\" she said\tOK\nwhy\t\"because\nnow\t\"a \"\"b\"\"\nc\"\n\"open\tend\n\"x\ty\nz\tw\"\nlast\tone\n");
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:\"Yes\" she said assistant:OK", "user:why assistant:\"because",
                "user:now assistant:a \"b\"\nc", "user:\"open assistant:end", "user:\"x assistant:y", "user:z assistant:w\"",
                "user:last assistant:one");
        assertThat(report(dataset).notes())
                .anyMatch(note -> note.startsWith("Rows with quotes that open no quoted cell") && note.contains(": 4, line 2, 3, 6, 7."));
        assertThat(report(dataset).dropped()).isEmpty();
    }

    @Test
    void aTableOfTabsWithManyQuotesTakesNoLongerThanItsLength() throws Exception {
        var rows = new StringBuilder("query\treply\n\"never closed\tx\n");
        for (int i = 0; i < 60_000; i++) {
            rows.append("q%d\t%s%d\n".formatted(i, i % 2 == 0 ? "\"r" : "r", i));
        }
        assertThat(report(imports.run(TSV, rows.toString())).keptInAll()).isEqualTo(60_001);
    }

    @Test
    void linesMayEndAsOnAnyMachineAndInAMix() throws Exception {
        String[] rows = {"user:a\nb assistant:1", "user:c assistant:2", "user:d assistant:3"};
        for (String end : List.of("\r", "\n", "\r\n")) {
            Dataset dataset = imports.run(CSV, "query,reply~\"a~b\",1~c,2~d,3~".replace("~", end));
            assertThat(Imports.rows(dataset)).as("%x", (int) end.charAt(0)).containsExactlyInAnyOrder(rows);
            assertThat(Imports.rows(imports.run(JSONL,
                    "{\"prompt\":\"a\",\"completion\":\"b\"}~{\"prompt\":\"c\",\"completion\":\"d\"}".replace("~", end))))
                    .containsExactlyInAnyOrder("user:a assistant:b", "user:c assistant:d");
        }
        assertThat(Imports.rows(imports.run(CSV, "query,reply\r\n\"a\nb\",1\nc,2\r\nd,3\n"))).containsExactlyInAnyOrder(rows);
        assertThat(Imports.rows(imports.run(CSV, "query,reply\r\"a\rb\",1\r\nc,2\nd,3\r"))).containsExactlyInAnyOrder(rows);
        assertThat(Imports.rows(imports.run(CSV, "query,reply\n\"a\nb\",1\rc,2\rd,3\n"))).containsExactlyInAnyOrder(rows);
    }

    @Test
    void aCarriageReturnWithinALineMakesNoRowOfAHalf() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply\na,1\nb\rwell, yes,2\nc,3\n");
        assertThat(Imports.rows(dataset)).containsExactlyInAnyOrder("user:a assistant:1", "user:c assistant:3");
        assertThat(report(dataset).dropped().get("missing column").firstLines())
                .containsExactly("3 (a carriage return within the line leaves other than 2 columns)");
    }

    @Test
    void lineNumbersAreThoseOfTheFile() throws Exception {
        for (String end : List.of("\r", "\n", "\r\n")) {
            Dataset dataset = imports.run(CSV, "query,reply~\"a~b\",1~c,~\"d~\",2~,3~".replace("~", end));
            assertThat(report(dataset).dropped().get("empty").firstLines()).containsExactly("4 (column 'reply')", "7 (column 'query')");
        }
    }

    @Test
    void excelsFirstLineNamesTheDelimiter() throws Exception {
        assertThat(Imports.rows(imports.run(CSV, "sep=;\r\nquery;reply\r\na, b;\"1; 2\"\r\n"))).containsExactly("user:a, b assistant:1; 2");
        assertThat(Imports.rows(imports.run(CSV, "\uFEFF\"sep=\t\"\nquery\treply\na\tb\n"))).containsExactly("user:a assistant:b");
    }

    @Test
    void anotherDelimiterAndAColumnThatIsThereTwiceAreNamed() {
        assertThatThrownBy(() -> imports.run(CSV, "query;reply\na;b\n")).hasMessage(imports.file()
                + ": line 1: no column 'query'; the header has: query;reply (--prompt-column; with --delimiter ';' there is one)");
        assertThatThrownBy(() -> imports.run(CSV, "query,reply,reply\na,b,c\n"))
                .hasMessage(imports.file() + ": line 1: two columns are called 'reply' (--reply-column)");
    }

    /** Whatever is between quotes, a well-formed table has the rows that another reader finds in it. */
    @Test
    void everyWellFormedTableIsReadAsAnotherReaderReadsIt() throws Exception {
        var random = new Random(5);
        String[] bits = {"\"", ",", "\n", "\r\n", " ", "a", "é", "'", "\t", ";", "=", "€"};
        for (int table = 0; table < 60; table++) {
            var text = new StringBuilder("query,reply\n");
            for (int row = 0; row < 8; row++) {
                var cells = new ArrayList<String>();
                for (int cell = 0; cell < 2; cell++) {
                    var content = new StringBuilder("w" + table + (char) ('a' + row));
                    random.ints(random.nextInt(9), 0, bits.length)
                            .forEach(bit -> content.insert(random.nextInt(content.length() + 1), bits[bit]));
                    cells.add(content.toString());
                }
                text.append(CSVFormat.RFC4180.format(cells.toArray())).append('\n');
            }
            List<String> expected = new ArrayList<>();
            try (var parser = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get()
                    .parse(new StringReader(text.toString()))) {
                parser.forEach(row -> expected.add("user:%s assistant:%s".formatted(row.get(0).strip(), row.get(1).strip())
                        .replace("\r\n", "\n").replace('\r', '\n')));
            }
            assertThat(Imports.rows(imports.run(CSV, text.toString()))).as(text.toString()).containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
