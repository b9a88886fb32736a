package dev.retort.dataset;

import static dev.retort.dataset.Imports.CSV;
import static dev.retort.dataset.Imports.JSONL;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.retort.dataset.QualityReport.Repeated;
import dev.retort.text.Redaction;
import org.junit.jupiter.api.Test;

class QualityReportTest extends Importing {
    private static final Path TINY = Path.of("src", "test", "resources", "tiny-gpt2", "model");

    @Test
    void cannedRepliesCrowdedTopicsAndOtherLanguagesAreNoted() throws Exception {
        var rows = new StringBuilder("query,reply\n");
        for (int i = 0; i < 40; i++) {
            rows.append("What do you have for the %s?,Please write to us <b>soon</b>\n".formatted("x".repeat(i + 1)));
        }
        for (int i = 0; i < 40; i++) {
            rows.append("Can I return the red shoes?,It is %s for you\n".formatted("y".repeat(i + 1)));
        }
        for (int i = 0; i < 20; i++) {
            rows.append("Wo ist das %s für mich?,Das ist bei mir %s\n".formatted("z".repeat(i + 1), i));
        }
        QualityReport report = imports.run(CSV, rows.toString()).report().orElseThrow();
        assertThat(report.repeatedReplies()).first().isEqualTo(new Repeated("Please write to us <b>soon</b>", 40));
        assertThat(report.languages()).containsOnly(Map.entry("en", 80L), Map.entry("de", 20L));
        assertThat(report.questions().same()).isEqualTo(39);
        assertThat(report.questions().largest()).first().isEqualTo(new QualityReport.Cluster(40, 42));
        assertThat(report.notes()).anyMatch(n -> n.startsWith("40 % of the replies are the same text"))
                .anyMatch(n -> n.startsWith("40 % of the rows ask nearly the same as line 42"))
                .contains("It is written in several languages: en, de.");
    }

    @Test
    void theSameReportIsKeptAsJsonAndAsAPageThatNeedsNothingElse() throws Exception {
        Dataset dataset = imports.run(CSV, "query,reply\na <script>,<script>alert(1)</script>\na,b\nc,b\nd,B.\n");
        assertThat(QualityReport.read(dataset.folder())).isEqualTo(dataset.report().orElseThrow());
        String page = Files.readString(dataset.folder().resolve(QualityReport.PAGE));
        assertThat(page).contains(dataset.manifest().fullName(), "4 rows read, 4 kept", "width:100%", "Replies that are said most often")
                .doesNotContain("<script", "http", "src=");
    }

    @Test
    void rowsThatTheModelCannotReadAreLeftOutWithTheirLengthInTokens() throws Exception {
        try (ContextLimit context = ContextLimit.of("tiny", TINY)) {
            String most = "word ".repeat(context.tokens() / 5);
            Files.writeString(imports.file(), """
                    {"prompt":"short","completion":"fits"}
                    {"prompt":"%1$s","completion":"%1$s"}
                    {"messages":[{"role":"user","content":"%1$s"},{"role":"assistant","content":"yes"},\
                    {"role":"user","content":"%1$s more"},{"role":"assistant","content":"no"}]}
                    """.formatted(most));
            QualityReport report = imports.run(new ImportRequest("set", ImportFile.of(imports.file()), JSONL, Optional.empty(),
                    new Redaction(Set.of()), Optional.of(context), false)).report().orElseThrow();
            assertThat(report.dropped()).containsOnlyKeys("too long");
            assertThat(report.dropped().get("too long").firstLines()).singleElement().asString()
                    .matches("2 \\(\\d+ tokens, the model reads %d\\)".formatted(context.tokens()));
            assertThat(report.context()).isEqualTo(new QualityReport.Context("tiny", context.tokens(), 1));
        }
    }

    @Test
    void lengthsAreCountedInRanges() {
        var histogram = new Histogram(2, 3, 10);
        List.of(2, 3, 9, 9).forEach(histogram::add);
        assertThat(histogram.counts()).containsExactly(Map.entry("2", 1L), Map.entry("3–9", 3L));
        histogram.add(10);
        histogram.add(0);
        assertThat(histogram.counts()).containsExactly(Map.entry("0–1", 1L), Map.entry("2", 1L), Map.entry("3–9", 3L),
                Map.entry("10+", 1L));
    }
}
