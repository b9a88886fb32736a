package dev.retort.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong();

    @Test
    void aLogGetsALineEveryFiveSecondsAndNoControlCharacters() {
        var bar = bar(false);
        for (int second = 0; second < 12; second++) {
            now.set(second * 1000L);
            bar.show(second / 12.0, "step " + second);
        }
        bar.finish("done");
        assertThat(said())
                .isEqualToNormalizingNewlines("training   0% step 0\ntraining  42% step 5\ntraining  83% step 10\ntraining 100% done\n");
    }

    @Test
    void aTerminalSeesOneLineDrawnAgain() {
        var bar = bar(true);
        bar.show(0, "a");
        now.addAndGet(1000);
        bar.show(0.5, "b");
        bar.finish("c");
        assertThat(said().split("\r")).hasSize(4);
        assertThat(said()).endsWith(System.lineSeparator()).containsOnlyOnce(System.lineSeparator());
    }

    @Test
    void timesLeftAreMinutesAndSeconds() {
        assertThat(ProgressBar.clock(Duration.ofSeconds(65))).isEqualTo("1:05");
    }

    private ProgressBar bar(boolean interactive) {
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new ProgressBar(new Terminal(stream, stream, interactive), "training", () -> Instant.ofEpochMilli(now.get()));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
