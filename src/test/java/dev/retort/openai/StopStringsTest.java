package dev.retort.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class StopStringsTest {
    @Test
    void whatCouldBecomeAStopStringWaitsUntilItIsNone() {
        StopStrings stops = new StopStrings(List.of("END", "\n\n"));
        assertThat(stops.append("The E")).isEqualTo("The ");
        assertThat(stops.append("N")).isEmpty();
        assertThat(stops.append("TER\n")).isEqualTo("ENTER");
        assertThat(stops.append("x")).isEqualTo("\nx");
        assertThat(stops.append("EN")).isEmpty();
        assertThat(stops.finish()).isEqualTo("EN");
        assertThat(stops.hasStopped()).isFalse();
    }

    @Test
    void nothingIsShownFromTheFirstStopStringOn() {
        StopStrings stops = new StopStrings(List.of("END", "STOP"));
        assertThat(stops.append("a STOP b END")).isEqualTo("a ");
        assertThat(stops.hasStopped()).isTrue();
        assertThat(stops.append("more")).isEmpty();
        assertThat(stops.finish()).isEmpty();
    }

    @Test
    void howATextIsCutDoesNotMatter() {
        SplittableRandom random = new SplittableRandom(3);
        List<String> stop = List.of("aab", "bb", "abab");
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append("abc".charAt(random.nextInt(3)));
            }
            StopStrings one = new StopStrings(stop);
            List<String> shown = new ArrayList<>();
            for (int i = 0; i < text.length(); i++) {
                shown.add(one.append(text.substring(i, i + 1)));
                assertThat(String.join("", shown)).as("of %s", text).doesNotContain(stop);
            }
            shown.add(one.finish());
            int end = text.length(); // what ends first stops
            String kept = text.toString();
            for (int to = 1; to <= end && kept.length() == end; to++) {
                for (String s : stop) {
                    if (text.substring(0, to).endsWith(s) && kept.length() == end) {
                        kept = text.substring(0, to - s.length());
                    }
                }
            }
            assertThat(String.join("", shown)).as("of %s", text).isEqualTo(kept);
        }
    }
}
