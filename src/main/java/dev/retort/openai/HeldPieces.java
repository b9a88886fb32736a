package dev.retort.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.model.ScoredToken;
import dev.retort.remembering.Saying;

/** The pieces of a choice as they may be shown: the tokens of a text that is held back wait with it. For one thread at a time. */
final class HeldPieces {
    private final Saying saying;
    private final List<ScoredToken> tokens = new ArrayList<>();
    private boolean holding;

    HeldPieces(Saying saying) {
        this.saying = saying;
    }

    /** @return what may be shown now, if anything */
    Optional<Piece> next(Piece piece) {
        String text = saying.write(piece.text());
        tokens.addAll(piece.tokens());
        holding = text.isEmpty() && (holding || !piece.text().isEmpty());
        return holding ? Optional.empty() : Optional.of(new Piece(text, taken()));
    }

    /** The piece that is still to be shown at the end; a correction has no tokens. */
    Piece rest(Ended ended) {
        List<ScoredToken> left = taken();
        return new Piece(ended.rest(), ended.recalled().isPresent() ? List.of() : left);
    }

    private List<ScoredToken> taken() {
        List<ScoredToken> taken = List.copyOf(tokens);
        tokens.clear();
        return taken;
    }
}
