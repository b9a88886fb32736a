package dev.retort.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.retort.curation.LastWord.Outcome;
import dev.retort.curation.LastWord.Said;
import dev.retort.events.FeedbackEvent.Verdict;
import org.junit.jupiter.api.Test;

class LastWordTest {
    private static Said said(int second, Verdict verdict, String content) {
        return new Said(verdict + "@" + second, verdict, content, Instant.EPOCH.plusSeconds(second));
    }

    private static Said corrected(int second, String reply) {
        return said(second, Verdict.CORRECTED, reply);
    }

    private static Said flagged(int second) {
        return said(second, Verdict.FLAGGED, "flag");
    }

    private static Said withdrawn(int second) {
        return said(second, Verdict.WITHDRAWN, "");
    }

    @Test
    void aLaterCorrectionReplacesTheEarlier() {
        assertThat(LastWord.of(List.of(corrected(1, "a"), corrected(2, "b"))))
                .isEqualTo(Map.of("CORRECTED@1", Outcome.REPLACED, "CORRECTED@2", Outcome.HOLDS));
    }

    @Test
    void aWithdrawalEndsWhatWasSaidBeforeAndNotWhatIsSaidAfterwards() {
        assertThat(LastWord.of(List.of(withdrawn(2), corrected(1, "a"))))
                .isEqualTo(Map.of("CORRECTED@1", Outcome.WITHDRAWN, "WITHDRAWN@2", Outcome.HOLDS));
        assertThat(LastWord.of(List.of(corrected(3, "a"), withdrawn(2), corrected(1, "a"))))
                .isEqualTo(Map.of("CORRECTED@1", Outcome.WITHDRAWN, "WITHDRAWN@2", Outcome.HOLDS, "CORRECTED@3", Outcome.HOLDS));
    }

    @Test
    void theSameAgainSaysNothingNew() {
        assertThat(LastWord.of(List.of(corrected(1, "a"), corrected(2, "a"))))
                .isEqualTo(Map.of("CORRECTED@1", Outcome.HOLDS, "CORRECTED@2", Outcome.SAID_BEFORE));
    }

    @Test
    void aFlagAfterACorrectionSaysNothingNewAndIsNotWithdrawnWithOneBefore() {
        assertThat(LastWord.of(List.of(corrected(1, "a"), flagged(2)))).containsEntry("FLAGGED@2", Outcome.SAID_BEFORE);
        assertThat(LastWord.of(List.of(corrected(1, "a"), withdrawn(2), flagged(3)))).containsEntry("FLAGGED@3", Outcome.HOLDS);
    }

    @Test
    void ofOneMomentTheWithdrawalIsLast() {
        assertThat(LastWord.of(List.of(withdrawn(1), corrected(1, "a")))).containsEntry("CORRECTED@1", Outcome.WITHDRAWN);
    }

    @Test
    void theOrderInWhichItIsKnownChangesNothing() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<Said> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Verdict verdict = Verdict.values()[random.nextInt(4)];
                int second = random.nextInt(5);
                all.add(new Said("f" + i, verdict, verdict + " " + random.nextInt(2), Instant.EPOCH.plusSeconds(second)));
            }
            Map<String, Outcome> expected = LastWord.of(all);
            assertThat(expected).hasSize(6);
            assertThat(all).filteredOn(said -> said.verdict() != Verdict.WITHDRAWN && expected.get(said.id()) == Outcome.HOLDS)
                    .as("one word holds at most").hasSizeLessThan(2);
            permutations(all, permuted -> assertThat(LastWord.of(permuted)).isEqualTo(expected), 0);
        }
    }

    private static void permutations(List<Said> all, java.util.function.Consumer<List<Said>> each, int from) {
        if (from == all.size()) {
            each.accept(List.copyOf(all));
        }
        for (int i = from; i < all.size(); i++) {
            Collections.swap(all, from, i);
            permutations(all, each, from + 1);
            Collections.swap(all, from, i);
        }
    }
}
