package dev.retort.curation;

import java.util.List;
import java.util.stream.Collectors;

import dev.retort.digest.Sha256;
import dev.retort.events.ChatTurn;
import dev.retort.text.Redaction;
import dev.retort.text.Words;

/** The turns before a reply: what they ask, when two are the same, and what of them may be kept. */
final class Prompts {
    private Prompts() {}

    /** The last user turn, or the last turn where there is none. */
    static String asked(List<ChatTurn> prompt) {
        String asked = prompt.get(prompt.size() - 1).content();
        for (ChatTurn turn : prompt) {
            if (turn.role() == ChatTurn.Role.USER) {
                asked = turn.content();
            }
        }
        return asked;
    }

    /** The same for prompts whose turns have the same words, and for no others. */
    static String key(List<ChatTurn> prompt) {
        return Sha256.hex(
                prompt.stream().map(t -> t.role() + " " + Words.joined(t.content())).collect(Collectors.joining("\n")));
    }

    static List<ChatTurn> redacted(Redaction redaction, List<ChatTurn> turns) {
        return turns.stream().map(t -> new ChatTurn(t.role(), redaction.redact(t.content()))).toList();
    }
}
