package dev.retort.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.retort.events.ExchangeEvent.Safety;
import dev.retort.events.ExchangeEvent.Safety.Finding;
import dev.retort.model.Turn;
import dev.retort.settings.SafetySettings;
import dev.retort.settings.SafetySettings.Action;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplyCheckTest {
    private static final List<Turn> PROMPT = List.of(Turn.user("Where is my order?"));
    private static final String UNSAFE = "Order #77910 is on its way, we promise. Order #77911, too.";
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    private record Settings(Action action, Optional<Path> standards, Optional<Path> words, Optional<Set<String>> allowed)
            implements
                SafetySettings {
        static Settings of(Action action) {
            return new Settings(action, Optional.empty(), Optional.empty(), Optional.empty());
        }

        @Override
        public String instead() {
            return "A colleague will look at it.";
        }
    }

    @Test
    void theShopsOwnAddressIsNotInvented() {
        Set<String> own = new HashSet<>();
        ReplyCheck check = new ReplyCheck(Settings.of(Action.NOTE), () -> Set.copyOf(own), metrics);
        String reply = "Write to help@shop.example.";
        assertThat(check.check(PROMPT, reply).unsafe()).isTrue();
        own.add("help@shop.example");
        assertThat(check.check(PROMPT, reply).unsafe()).isFalse();
        own.clear();
        assertThat(check.check(PROMPT, reply).unsafe()).isTrue();
    }

    @Test
    void anUnsafeReplyIsNotedAndCountedOnceForEachRule() {
        ReplyCheck check = new ReplyCheck(Settings.of(Action.NOTE), Set::of, metrics);

        ReplyCheck.Checked checked = check.check(PROMPT, UNSAFE);

        assertThat(check.streams()).isTrue();
        assertThat(check.flags()).isFalse();
        assertThat(checked.shown()).isEqualTo(UNSAFE);
        assertThat(checked.findings()).extracting(Finding::text).containsExactly("#77910", "#77911", "we promise");
        assertThat(checked.summary()).isEqualTo("order number, promise");
        assertThat(metrics.counter("retort.replies.unsafe", "rule", "order number").count()).isOne();
        assertThat(check.check(PROMPT, "It is on its way.").unsafe()).isFalse();
        assertThat(metrics.counter("retort.replies.unsafe", "rule", "promise").count()).isOne();
    }

    @Test
    void aWithheldReplyIsReplacedAndFlaggedAndNothingIsShownBefore() {
        ReplyCheck check = new ReplyCheck(Settings.of(Action.WITHHOLD), Set::of, metrics);

        ReplyCheck.Checked checked = check.check(PROMPT, UNSAFE);

        assertThat(check.streams()).isFalse();
        assertThat(check.flags()).isTrue();
        assertThat(checked.shown()).isEqualTo("A colleague will look at it.");
        assertThat(checked.written()).isEqualTo(UNSAFE);
        assertThat(checked.safety()).contains(new Safety(checked.findings(), Optional.of(UNSAFE)));
        assertThat(check.check(PROMPT, "It is on its way.").safety()).isEmpty();
        assertThat(check.check(PROMPT, "It is on its way.").shown()).isEqualTo("It is on its way.");
    }

    @Test
    void repliesAreNotLookedAtWhereThatIsOff() {
        assertThat(new ReplyCheck(Settings.of(Action.OFF), Set::of, metrics).check(PROMPT, UNSAFE).unsafe()).isFalse();
        assertThat(metrics.getMeters()).isEmpty();
    }

    @Test
    void wordsAndStandardsComeFromFilesAndMissingOnesAreNamed(@TempDir Path folder) throws IOException {
        Path words = Files.writeString(folder.resolve("words"), "blockhead\n");
        Settings listed = new Settings(Action.NOTE, Optional.empty(), Optional.of(words), Optional.of(Set.of("#77910")));
        ReplyCheck check = new ReplyCheck(listed, Set::of, metrics);
        assertThat(check.check(PROMPT, "Order #77910, you blockhead.").findings())
                .containsExactly(new Finding("word", "blockhead"));

        Settings absent = new Settings(Action.NOTE, Optional.of(folder.resolve("absent")), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> new ReplyCheck(absent, Set::of, metrics)).isInstanceOf(UncheckedIOException.class)
                .hasMessage("retort.safety: there is no readable file " + folder.resolve("absent"));
    }
}
