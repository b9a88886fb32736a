package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.retort.events.CurvePoint;
import org.junit.jupiter.api.Test;

class RunReportTest {
    private final String page = Reports.hostile(60).html();

    @Test
    void nothingThatAnybodyWroteBecomesMarkup() {
        assertThat(page).doesNotContain("<script", "<img", "<h1 id", "\u202e", "\u0007")
                .contains("&lt;script&gt;window.hurt=1&lt;/script&gt;", "[U+202E]fdp.exe", "שלום عليكم", "␇");
    }

    @Test
    void nothingComesFromElsewhere() {
        assertThat(page).doesNotContain("http:", "https:", "//", "url(", "@import", "src=\"", "href=", "style=");
    }

    @Test
    void thePolicyAllowsItsOwnStyleSheetOnly() throws Exception {
        Matcher sheet = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(page);
        assertThat(sheet.find()).isTrue();
        String digest = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(sheet.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(RunReport.policy()).isEqualTo("default-src 'none'; style-src 'sha256-" + digest
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(page).contains("content=\"default-src 'none'; style-src 'sha256-" + digest);
    }

    @Test
    void rulesThatFailedComeFirst() {
        assertThat(page.indexOf("correctionPerplexity")).isPositive().isLessThan(page.indexOf("domainPerplexity"));
        assertThat(page.indexOf("domainPerplexity")).isLessThan(page.indexOf("gateExamples"));
        assertThat(page.indexOf("gateExamples")).isLessThan(page.indexOf("saidReplies"));
        assertThat(page)
                .contains("<td class=n>12.35</td><td class=n>10.5</td><td class=n>0.85</td><td class=n>0.8 to 0.91</td><td class=n>1</td>");
    }

    @Test
    void theBestValidationLossIsMarkedAndEveryNumberIsInATable() {
        assertThat(page).contains(">best 1.835, update 42</text>").contains("All 60 updates.").contains("validation loss, update 0: 2.9");
        assertThat(page.split("<td class=n>", -1).length).isGreaterThan(60 * 11);
        assertThat(page.split("<svg ", -1)).hasSize(6);
        assertThat(page.split("<title id=", -1)).hasSize(6);
        assertThat(page.split("<desc id=", -1)).hasSize(6);
        assertThat(page.split("<caption>", -1)).hasSize(page.split("<table>", -1).length);
    }

    @Test
    void aLongRunIsASmallPageThatSaysWhatItLeavesOut() {
        String large = Reports.hostile(20_000).html();
        assertThat(large.length()).isLessThan(400_000);
        assertThat(large).contains("of 20000 updates: one in 100, and each at which the validation loss was measured");
    }

    @Test
    void aRunThatDidNotComeFarHasAPageAsWell() {
        assertThat(unfinished(List.of())).contains("No update was finished.", "The gate has not seen it", "None yet");
        assertThat(unfinished(
                List.of(new CurvePoint(1, 0.1, 3, Optional.empty(), 1e-4, 2, 100, Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty()))))
                .contains("<circle", "no validation set").doesNotContain("NaN", "Infinity", "Preference accuracy");
    }

    private static String unfinished(List<CurvePoint> points) {
        return new RunReport("run-2", "v-0 → no candidate", new Ending("failed", Ending.Tone.BAD, "exit code 1", List.of(), ""), List.of(),
                Curve.unfinished(points), OptionalDouble.empty(), ShownReplies.none("None yet"), Judged.not("The gate has not seen it"))
                .html();
    }
}
