package dev.retort.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import dev.retort.events.RecalledReply;
import dev.retort.model.ScoredToken;
import dev.retort.remembering.Saying;
import org.junit.jupiter.api.Test;

/** Tokens that are told with their text, when that is shown. */
class HeldPiecesTest {
    private static final ScoredToken ONE = new ScoredToken(1, -1, new int[0], new double[0]);
    private static final ScoredToken TWO = new ScoredToken(2, -2, new int[0], new double[0]);
    private static final ScoredToken THREE = new ScoredToken(3, -3, new int[0], new double[0]);

    /** Holds back until the text is no beginning of "No, never." any more. */
    private static final class FlaggedReply implements Saying {
        private final StringBuilder written = new StringBuilder();
        private int shown;

        @Override
        public Optional<Correcting> atOnce() {
            return Optional.empty();
        }

        @Override
        public String write(String piece) {
            written.append(piece);
            if ("No, never.".startsWith(written.toString())) {
                return "";
            }
            String now = written.substring(shown);
            shown = written.length();
            return now;
        }

        @Override
        public Said end(String own, boolean cancelled) {
            return new Said("", own, Optional.empty());
        }
    }

    private final HeldPieces held = new HeldPieces(new FlaggedReply());

    @Test
    void tokensWaitWithTheTextThatIsHeldBack() {
        assertThat(held.next(new Piece("No", List.of(ONE)))).isEmpty();
        assertThat(held.next(new Piece("", List.of(TWO)))).as("no text of its own, and what came before waits").isEmpty();
        assertThat(held.next(new Piece(" idea", List.of(THREE)))).contains(new Piece("No idea", List.of(ONE, TWO, THREE)));
        assertThat(held.next(new Piece("", List.of(TWO)))).contains(new Piece("", List.of(TWO)));
    }

    @Test
    void whatWasHeldToTheEndIsShownWithItsTokensOrWithoutWhereACorrectionStandsForIt() {
        held.next(new Piece("No", List.of(ONE)));
        assertThat(held.rest(ended("No", Optional.empty()))).isEqualTo(new Piece("No", List.of(ONE)));

        held.next(new Piece(", never.", List.of(TWO)));
        assertThat(held.rest(ended("Yes.", Optional.of("ex-1")))).isEqualTo(new Piece("Yes.", List.of()));
    }

    private static Ended ended(String rest, Optional<String> recalled) {
        return new Ended(0, rest, rest, List.of(), "stop", 2, false, recalled, Optional.empty(), true);
    }

    @Test
    void aModelThatSpeaksForItselfIsShownAsItWrites() {
        HeldPieces own = new HeldPieces(Saying.OWN);
        assertThat(own.next(new Piece("No", List.of(ONE)))).contains(new Piece("No", List.of(ONE)));
        assertThat(own.next(new Piece("", List.of(TWO)))).contains(new Piece("", List.of(TWO)));
        assertThat(Saying.OWN.end("No", false)).isEqualTo(new Saying.Said("", "No", Optional.<RecalledReply>empty()));
    }
}
