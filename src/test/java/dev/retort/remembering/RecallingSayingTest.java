package dev.retort.remembering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.Patience;
import dev.retort.events.RecalledReply;
import dev.retort.memory.Correction;
import dev.retort.memory.Inquiry;
import dev.retort.memory.Memory;
import dev.retort.memory.MemorySettings;
import dev.retort.memory.Recollection;
import dev.retort.model.Turn;
import dev.retort.remembering.Saying.Correcting;
import dev.retort.remembering.Saying.Said;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of a reply, and when, by a memory without an encoder: equal words and repeated mistakes. */
class RecallingSayingTest {
    private static final String MISTAKE = "No, we never do that.";
    private static final String BETTER = "Yes, on Mondays.";

    private final Memory memory = Memory.open(Optional.empty(), MemorySettings.DEFAULT, thresholds -> {});
    private final List<String> decided = new ArrayList<>();

    @BeforeEach
    void corrections() throws InterruptedException {
        correct("ex-1", "Do you wrap gifts?", MISTAKE, BETTER, "olaf");
        correct("ex-2", "Can a neighbour take it in?", MISTAKE, BETTER, "berta");
        assertThat(memory.settle(Patience.LONG)).isTrue();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private void correct(String id, String asked, String flagged, String corrected, String voucher) {
        memory.remember(new Correction(id, inquiry(asked), flagged, corrected, voucher, Instant.EPOCH));
    }

    private static Inquiry inquiry(String asked) {
        return new Inquiry(List.of(Turn.user(asked)));
    }

    private RecallingSaying ask(String asked, boolean shadow) {
        return new RecallingSaying(memory.recall(inquiry(asked)), shadow, recollection -> decided.add(recollection.rule()));
    }

    @Test
    void ofAQuestionThatWasCorrectedTheCorrectionIsSaidAtOnceAndTheModelsWordsAreOnlyRecorded() {
        RecallingSaying saying = ask("do you wrap gifts", false);
        assertThat(saying.atOnce()).contains(new Correcting("ex-1", BETTER));
        assertThat(saying.write("No")).isEmpty();
        assertThat(saying.write(", never.")).isEmpty();
        Said said = saying.end("No, never.", false);
        assertThat(said).isEqualTo(new Said("", BETTER, Optional.of(RecalledReply.said("ex-1", "words", "No, never."))));
        assertThat(said.isCorrection()).isTrue();
        assertThat(decided).containsExactly("words");
    }

    @Test
    void aMistakeIsHeldBackWhileItMayBecomeOneAndTheCorrectionIsSaidInItsPlace() {
        RecallingSaying saying = ask("Does somebody sweep the yard?", false);
        assertThat(saying.atOnce()).isEmpty();
        assertThat(saying.write("No, we ne")).isEmpty();
        assertThat(saying.write("ver do that.")).isEmpty();
        Said said = saying.end(MISTAKE, false);
        assertThat(said.text()).isEqualTo(BETTER);
        assertThat(said.rest()).as("nothing was shown yet").isEqualTo(BETTER);
        RecalledReply recalled = said.recalled().orElseThrow();
        assertThat(recalled.rule()).isEqualTo("mistake");
        assertThat(recalled.correction()).isIn("ex-1", "ex-2");
        assertThat(recalled.own()).contains(MISTAKE);
    }

    @Test
    void whatIsNoMistakeAfterAllIsShownWholeFromThere() {
        RecallingSaying saying = ask("Does somebody sweep the yard?", false);
        String shown = saying.write("No, we") + saying.write(" do it") + saying.write(" twice.");
        Said said = saying.end("No, we do it twice.", false);
        assertThat(shown + said.rest()).isEqualTo("No, we do it twice.");
        assertThat(said.text()).isEqualTo("No, we do it twice.");
        assertThat(said.recalled()).isEmpty();
        assertThat(decided).containsExactly("nothing");
    }

    @Test
    void aReplyThatIsCancelledShowsWhatWasHeldBackAndDecidesNothing() {
        RecallingSaying saying = ask("Does somebody sweep the yard?", false);
        assertThat(saying.write("No, we never")).isEmpty();
        Said said = saying.end("No, we never", true);
        assertThat(said).isEqualTo(new Said("No, we never", "No, we never", Optional.empty()));
    }

    @Test
    void aCancelledReplyToACorrectedQuestionHasSaidTheCorrection() {
        Said said = ask("Do you wrap gifts?", false).end("", true);
        assertThat(said).isEqualTo(new Said("", BETTER, Optional.of(RecalledReply.said("ex-1", "words", ""))));
    }

    @Test
    void inShadowTheModelSpeaksAndWhatWouldHaveBeenSaidIsNoted() {
        RecallingSaying words = ask("Do you wrap gifts?", true);
        assertThat(words.atOnce()).isEmpty();
        assertThat(words.write("No, ") + words.write("never.")).isEqualTo("No, never.");
        assertThat(words.end("No, never.", false))
                .isEqualTo(new Said("", "No, never.", Optional.of(RecalledReply.unsaid("ex-1", "words", BETTER))));

        RecallingSaying mistake = ask("Does somebody sweep the yard?", true);
        assertThat(mistake.write(MISTAKE)).as("not held back").isEqualTo(MISTAKE);
        Said said = mistake.end(MISTAKE, false);
        assertThat(said.rest()).isEmpty();
        assertThat(said.text()).isEqualTo(MISTAKE);
        assertThat(said.isCorrection()).isFalse();
        assertThat(said.recalled().orElseThrow().unsaid()).contains(BETTER);
        assertThat(decided).containsExactly("words", "mistake");
    }

    @Test
    void whyNothingIsSaidIsKnown() {
        List<Recollection> why = new ArrayList<>();
        new RecallingSaying(memory.recall(inquiry("Does somebody sweep the yard?")), false, why::add).end("Perhaps.", false);
        assertThat(why).singleElement().isInstanceOf(Recollection.Nothing.class);
    }
}
