package dev.retort.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.retort.curation.Claims.Claim;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    private static Claim correction(String id, int second, String reply) {
        return new Claim(id, Source.CORRECTION, Optional.of(reply), Optional.of("No."), Instant.EPOCH.plusSeconds(second));
    }

    private static Claim flag(String id, int second, String reply) {
        return new Claim(id, Source.FLAG, Optional.empty(), Optional.of(reply), Instant.EPOCH.plusSeconds(second));
    }

    private static Claim praise(String id, int second, String reply) {
        return new Claim(id, Source.PRAISE, Optional.of(reply), Optional.empty(), Instant.EPOCH.plusSeconds(second));
    }

    @Test
    void ofTwoCorrectionsThatSayOtherwiseTheLaterHoldsWhicheverComesFirst() {
        Claim earlier = correction("b", 1, "Yes.");
        Claim later = correction("a", 2, "Only on Mondays.");
        assertThat(Claims.of(List.of(earlier, later))).containsExactly("a");
        assertThat(Claims.of(List.of(later, earlier))).containsExactly("a");
        assertThat(Claims.of(List.of(earlier))).as("the later one is withdrawn").containsExactly("b");
    }

    @Test
    void ofOneMomentOneHoldsAndAlwaysTheSame() {
        assertThat(Claims.of(List.of(correction("a", 1, "Yes."), correction("b", 1, "No way."))))
                .isEqualTo(Claims.of(List.of(correction("b", 1, "No way."), correction("a", 1, "Yes.")))).hasSize(1);
    }

    @Test
    void correctionsThatAgreeAndPraiseOfAnotherReplyStandTogether() {
        assertThat(Claims.of(List.of(correction("a", 1, "Yes, we do."), correction("b", 2, "yes we do"), praise("p", 3, "Surely."))))
                .containsExactlyInAnyOrder("a", "b", "p");
        assertThat(Claims.of(List.of(praise("p", 1, "Surely."), correction("a", 2, "Yes.")))).containsExactly("a");
    }

    @Test
    void aFlagGivesWayToTheCorrectionOfItsReplyAndEndsTheReplyThatItFlags() {
        assertThat(Claims.of(List.of(flag("f", 2, "No."), correction("a", 1, "Yes.")))).containsExactly("a");
        assertThat(Claims.of(List.of(flag("f", 2, "Yes."), praise("p", 1, "yes")))).containsExactly("f");
        assertThat(Claims.of(List.of(flag("f", 1, "Yes."), praise("p", 2, "yes")))).containsExactly("p");
    }
}
