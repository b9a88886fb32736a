package dev.retort.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class LiveCurveTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong();

    @Test
    void aTerminalSeesTheSameFewLinesDrawnAgain() {
        LiveCurve curve = curve(true, 80, true);
        run(curve, 5);
        String[] drawings = said().split("\u001b\\[\\?7l\r", -1);
        assertThat(drawings).hasSize(7); // nothing, five steps, the end
        assertThat(drawings[1].lines()).hasSize(9);
        for (int i = 2; i < drawings.length; i++) {
            assertThat(drawings[i]).startsWith("\u001b[8A");
            assertThat(drawings[i].split(System.lineSeparator(), -1)).hasSize(9);
        }
        assertThat(drawings[6]).contains("100%", "done", "loss 4.000 to 0.000, validation 4.500 to 1.500, best 1.500 at step 4", "│", "●");
    }

    @Test
    void aNarrowOneSeesTwoShortLines() {
        run(curve(true, 30, true), 5);
        String last = said().substring(said().lastIndexOf("\u001b[?7l"));
        assertThat(last).startsWith("\u001b[?7l\r\u001b[2A");
        assertThat(last.replaceAll("\u001b\\[[?0-9]*[a-zA-Z]", "").lines().map(String::strip).filter(line -> !line.isEmpty())).hasSize(2)
                .allMatch(line -> line.length() <= 30);
    }

    @Test
    void withoutUnicodeEverythingIsAscii() {
        run(curve(true, 80, false), 5);
        assertThat(said().chars()).allMatch(c -> c < 0x80);
        assertThat(said()).contains("###", "*", "o");
    }

    @Test
    void aLogGetsALineEveryFiveSecondsWithTheValidationLoss() {
        run(curve(false, 80, true), 5);
        assertThat(said()).isEqualToNormalizingNewlines("""
                training  20% step 1, validation 4.500 at step 1
                training 100% done, validation 4.500 to 1.500, best 1.500 at step 4
                """).doesNotContain("\u001b");
    }

    @Test
    void theLocaleSaysWhetherThereIsMoreThanAscii() {
        assertThat(Terminal.unicode(Map.of("LANG", "de_DE.UTF-8"))).isTrue();
        assertThat(Terminal.unicode(Map.of("LANG", "C", "LC_ALL", "C.utf8"))).isTrue();
        assertThat(Terminal.unicode(Map.of("LANG", "en_US.UTF-8", "LC_ALL", "POSIX"))).isFalse();
        assertThat(Terminal.unicode(Map.of())).isFalse();
    }

    /** A step a second. */
    private void run(LiveCurve curve, int steps) {
        for (int step = 1; step <= steps; step++) {
            now.addAndGet(1000);
            curve.add(CurvePlotTest.point(step, steps - step, step % 2 == 0 || step == 1 ? Optional.of(5.5 - step) : Optional.empty()));
            String detail = "step " + step;
            curve.show(steps, () -> detail);
        }
        curve.finish("done");
    }

    private LiveCurve curve(boolean interactive, int columns, boolean unicode) {
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new LiveCurve(new Terminal(stream, stream, interactive, columns, unicode), "training",
                () -> Instant.ofEpochMilli(now.get()));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
