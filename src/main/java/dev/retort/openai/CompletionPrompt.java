package dev.retort.openai;

import dev.retort.model.Tokenizer;

/** The beginning that a completion continues. */
sealed interface CompletionPrompt {
    record Text(String text) implements CompletionPrompt {}

    record Ids(int[] ids) implements CompletionPrompt {}

    /** The tokens; an empty prompt begins a text, as the end of the one before does. {@code <|endoftext|>} in a text is the token. */
    default int[] tokens(Tokenizer tokenizer) {
        int[] ids = this instanceof Text text ? tokenizer.encodeWithSpecialTokens(text.text()) : ((Ids) this).ids();
        return ids.length == 0 ? new int[]{tokenizer.endOfText()} : ids.clone();
    }
}
