package dev.retort.remembering;

import java.util.List;

import dev.retort.events.ChatTurn;
import dev.retort.memory.Inquiry;
import dev.retort.model.Role;
import dev.retort.model.Turn;

/** Turns of events as the memory reads them. */
final class Inquiries {
    private Inquiries() {}

    /** Tells whether it is somebody's question that a reply is due to. */
    static boolean isOne(List<ChatTurn> turns) {
        return !turns.isEmpty() && turns.get(turns.size() - 1).role() == ChatTurn.Role.USER;
    }

    /** @throws IllegalArgumentException if the last turn is not the user's */
    static Inquiry of(List<ChatTurn> turns) {
        return new Inquiry(turns.stream().map(turn -> new Turn(Role.valueOf(turn.role().name()), turn.content())).toList());
    }
}
