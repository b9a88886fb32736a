package dev.retort.events;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * The part of a conversation that a record has room for: its latest turns, and the system's if it is the first. A model that leaves out what its context
 * does not hold leaves out the oldest, too, and long before a record is full.
 */
public final class LatestTurns {
    private LatestTurns() {}

    /**
     * The turns, as they are where all fit. The last is among them even where it does not fit.
     *
     * @param bytes room for them as JSON in UTF-8
     */
    public static List<ChatTurn> of(List<ChatTurn> turns, long bytes) {
        if (turns.isEmpty()) {
            return turns;
        }
        int first = turns.get(0).role() == ChatTurn.Role.SYSTEM && turns.size() > 1 ? 1 : 0; // where what can be left out begins
        int from = turns.size() - 1;
        long taken = bytes(turns.get(from)) + (first == 1 ? bytes(turns.get(0)) : 0);
        while (from > first) {
            taken += bytes(turns.get(from - 1));
            if (taken > bytes) {
                break;
            }
            from--;
        }
        if (from == first) {
            return turns;
        }
        List<ChatTurn> latest = new ArrayList<>(turns.subList(0, first));
        latest.addAll(turns.subList(from, turns.size()));
        return List.copyOf(latest);
    }

    /** With the comma after it. */
    private static int bytes(ChatTurn turn) {
        try {
            return EventJson.MAPPER.writeValueAsString(turn).getBytes(StandardCharsets.UTF_8).length + 1;
        } catch (JsonProcessingException e) { // half a character: the schema's check tells where
            return turn.content().length();
        }
    }
}
