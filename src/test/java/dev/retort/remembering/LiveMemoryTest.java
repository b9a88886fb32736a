package dev.retort.remembering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.retort.local.Settings;
import dev.retort.memory.Correction;
import dev.retort.memory.Inquiry;
import dev.retort.model.Turn;
import dev.retort.roles.Roles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process's memory by its settings, without an encoder where none is needed. */
class LiveMemoryTest {
    private static final List<Turn> ASKED = List.of(Turn.user("Do you wrap gifts?"));

    @TempDir
    Path home;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    private MemoryConfig config(Map<String, String> different) {
        Map<String, String> all = new HashMap<>(
                Map.of("retort.memory.vectors", home.resolve("vectors").toString(), "retort.memory.encoder", "none"));
        all.putAll(different);
        return Settings.of(MemoryConfig.class, all);
    }

    private LiveMemory memory(Map<String, String> different, String roles) {
        LiveMemory live = new LiveMemory(config(different), Roles.parse(roles), metrics);
        live.tell("a test", memory -> memory.remember(
                new Correction("ex-1", new Inquiry(ASKED), "No.", "Yes, on Mondays.", "olaf", Instant.EPOCH)));
        return live;
    }

    private double count(String rule, String mode) {
        return metrics.get("retort.memory.recalls").tag("rule", rule).tag("mode", mode).counter().count();
    }

    @Test
    void aMemoryIsOnUnlessItIsSaidOtherwise() {
        assertThat(config(Map.of()).mode()).isEqualTo(MemoryConfig.Mode.ON);
        assertThat(config(Map.of("retort.memory", "shadow")).mode()).isEqualTo(MemoryConfig.Mode.SHADOW);
        assertThat(config(Map.of("retort.memory", "off")).mode()).isEqualTo(MemoryConfig.Mode.OFF);
    }

    @Test
    void itSaysNothingBeforeItKnowsAllThatWasThereAndIsNotReady() {
        LiveMemory live = memory(Map.of(), Roles.ALL);
        assertThat(live.isReady()).isFalse();
        assertThat(live.ask(ASKED, true)).as("what it knows may have been withdrawn since").isSameAs(Saying.OWN);
        live.isCaughtUp();
        assertThat(live.isReady()).isTrue();
        assertThat(live.ask(ASKED, true).atOnce()).contains(new Saying.Correcting("ex-1", "Yes, on Mondays."));
        live.close();
    }

    @Test
    void whatIsDecidedIsCountedByRuleOnceItIsSaid() {
        LiveMemory live = memory(Map.of(), "chat");
        live.isCaughtUp();
        Saying saying = live.ask(ASKED, true);
        assertThat(count("words", "on")).isZero();
        saying.end("No.", false);
        live.ask(List.of(Turn.user("Who are you?")), true).end("A model.", false);
        assertThat(count("words", "on")).isEqualTo(1);
        assertThat(metrics.get("retort.memory.passed").counters().stream().mapToDouble(counter -> counter.count()).sum()).isEqualTo(1);
        assertThat(metrics.get("retort.memory.time").timer().count()).isEqualTo(2);
        assertThat(metrics.get("retort.memory.corrections").gauge().value()).isEqualTo(1);
        live.close();
    }

    @Test
    void severalRepliesToOneQuestionAreLookedForOnceAndEndEachForItself() {
        LiveMemory live = memory(Map.of(), Roles.ALL);
        live.isCaughtUp();
        List<Saying> sayings = live.ask(ASKED, true, 3);
        assertThat(sayings).hasSize(3).doesNotHaveDuplicates().allMatch(saying -> saying.atOnce().isPresent());
        assertThat(metrics.get("retort.memory.time").timer().count()).isEqualTo(1);
        sayings.forEach(saying -> assertThat(saying.end("No.", false).text()).isEqualTo("Yes, on Mondays."));
        assertThat(count("words", "on")).isEqualTo(3);
        live.close();
    }

    @Test
    void whoWantsTheModelsOwnWordsIsNotLookedFor() {
        LiveMemory live = memory(Map.of(), Roles.ALL);
        live.isCaughtUp();
        assertThat(live.ask(ASKED, false)).isSameAs(Saying.OWN);
        assertThat(metrics.get("retort.memory.time").timer().count()).isZero();
        live.close();
    }

    @Test
    void aProcessThatDoesNotChatOrHasItsMemoryOffHasNoneAndWaitsForNone() {
        for (LiveMemory live : List.of(memory(Map.of(), "curator,loop"), memory(Map.of("retort.memory", "off"), Roles.ALL))) {
            assertThat(live.hasMemory()).isFalse();
            assertThat(live.isReady()).isTrue();
            assertThat(live.ask(ASKED, true)).isSameAs(Saying.OWN);
            live.close();
        }
    }

    @Test
    void anEncoderThatIsNotThereIsNamedWhenTheProgramStarts() throws Exception {
        Path empty = Files.createDirectory(home.resolve("encoder"));
        assertThatThrownBy(() -> memory(Map.of("retort.memory.encoder", empty.toString()), Roles.ALL))
                .isInstanceOf(UncheckedIOException.class).hasMessageContaining("retort.memory.encoder")
                .hasMessageContaining(empty.toString());
    }

    @Test
    void whatTheMemoryCannotTakeInIsPassedOver() {
        LiveMemory live = memory(Map.of(), Roles.ALL);
        live.tell("something broken", memory -> {
            throw new IllegalStateException("broken");
        });
        live.isCaughtUp();
        assertThat(live.ask(ASKED, true).atOnce()).isPresent();
        live.close();
    }
}
