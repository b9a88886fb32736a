package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;

import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void markupAndQuotesAreText() {
        assertThat(Html.escaped("<script>alert('x' & \"y\")</script>"))
                .isEqualTo("&lt;script&gt;alert(&#39;x&#39; &amp; &quot;y&quot;)&lt;/script&gt;");
    }

    @Test
    void whatWorksUnseenIsSeen() {
        assertThat(Html.escaped("a\u0000b\u001b[31m\u007f")).isEqualTo("a␀b␛[31m␡");
        assertThat(Html.escaped("pay \u202eesrever\u202c")).isEqualTo("pay [U+202E]esrever[U+202C]");
        assertThat(Html.escaped("\ud83d \ufffe \u0085")).isEqualTo("\ufffd \ufffd \ufffd");
    }

    @Test
    void everyScriptAndLineBreaksStay() {
        assertThat(Html.escaped("שלום\n\tمرحبا 🎉")).isEqualTo("שלום\n\tمرحبا 🎉");
    }

    @Test
    void wordsOfPeopleKeepTheirDirectionToThemselves() {
        assertThat(Html.said("שלום")).isEqualTo("<bdi class=said dir=auto>שלום</bdi>");
        assertThat(Html.said(" ")).contains("(nothing)");
    }

    @Test
    void numbersAreTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Html.format("%.1f %,d", 1.5, 12345)).isEqualTo("1.5 12,345");
        } finally {
            Locale.setDefault(before);
        }
    }
}
