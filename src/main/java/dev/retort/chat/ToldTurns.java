package dev.retort.chat;

import java.util.List;

import dev.retort.events.ChatTurn;
import dev.retort.model.Turn;

/** The turns of a conversation as events tell them. */
public final class ToldTurns {
    private ToldTurns() {}

    /** The same roles and texts, in the same order. */
    public static List<ChatTurn> of(List<Turn> turns) {
        return turns.stream().map(turn -> ChatTurn.of(turn.role().name(), turn.content())).toList();
    }
}
