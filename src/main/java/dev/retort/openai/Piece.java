package dev.retort.openai;

import java.util.List;

import dev.retort.model.ScoredToken;

/**
 * A piece of a completion.
 *
 * @param tokens those that the text is made of, where likelihoods were asked for
 */
record Piece(String text, List<ScoredToken> tokens) {
    boolean isEmpty() { return text.isEmpty() && tokens.isEmpty(); }
}
