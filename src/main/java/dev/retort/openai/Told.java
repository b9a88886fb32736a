package dev.retort.openai;

import java.util.List;

import dev.retort.chat.ToldTurns;
import dev.retort.events.ChatTurn;
import dev.retort.events.LatestTurns;
import dev.retort.model.Role;
import dev.retort.model.Turn;

/**
 * The conversation of a request, as far as a record of it holds it: it is kept until the reply is written.
 *
 * @param turns   the latest, the last by the user
 * @param before  the number of exchanges before
 * @param omitted how many turns came before these
 */
record Told(List<Turn> turns, int before, int omitted) {
    /** @param record size of a record, in bytes */
    static Told of(List<Turn> turns, long record) {
        List<ChatTurn> latest = LatestTurns.of(ToldTurns.of(turns), record);
        int before = (int) turns.stream().filter(turn -> turn.role() == Role.USER).count() - 1;
        return new Told(latest.stream().map(turn -> new Turn(Role.valueOf(turn.role().name()), turn.content())).toList(), before,
                turns.size() - latest.size());
    }
}
