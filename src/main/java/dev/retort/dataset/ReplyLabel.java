package dev.retort.dataset;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** The judgement of a reply that a row's label holds: true for one to give, false for one to avoid. A number may well mean the one or the other and is refused. */
final class ReplyLabel {
    static final String FIELD = "label";
    private static final Set<String> GOOD = Set.of("true", "t", "yes", "y", "good", "desired", "desirable", "positive", "chosen",
            "accepted",
            "up", "thumbs_up", "thumbs-up", "thumbs up", "thumbsup", "like", "liked", "👍");
    private static final Set<String> BAD = Set.of("false", "f", "no", "n", "bad", "undesired", "undesirable", "negative", "rejected",
            "down",
            "thumbs_down", "thumbs-down", "thumbs down", "thumbsdown", "dislike", "disliked", "👎");

    private ReplyLabel() {}

    /** Empty for the label of something else, such as a topic. */
    static Optional<Boolean> of(String text) throws ShapeException {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (plain.matches("[-+]?[0-9]+([.,][0-9]+)?")) {
            throw number();
        }
        return GOOD.contains(plain) ? Optional.of(true) : BAD.contains(plain) ? Optional.of(false) : Optional.empty();
    }

    static Optional<Boolean> of(JsonNode label) throws ShapeException {
        if (label.isNumber()) {
            throw number();
        }
        if (label.isContainerNode()) {
            throw new ShapeException(DropReason.WRONG_FIELD, "label is neither true (a reply to give) nor false (one to avoid)");
        }
        return label.isBoolean() ? Optional.of(label.booleanValue()) : label.isTextual() ? of(label.textValue()) : Optional.empty();
    }

    private static ShapeException number() {
        return new ShapeException(DropReason.WRONG_FIELD,
                "label is a number, expected true (a reply to give) or false (one to avoid); if it means something else, rename it");
    }
}
