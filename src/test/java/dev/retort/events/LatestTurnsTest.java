package dev.retort.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class LatestTurnsTest {
    private static final ChatTurn SYSTEM = new ChatTurn(ChatTurn.Role.SYSTEM, "Be kind");

    @Test
    void whatFitsStaysAsItIs() {
        List<ChatTurn> turns = conversation(20);
        assertThat(LatestTurns.of(turns, 10_000)).isEqualTo(turns);
    }

    @Test
    void theOldestAreLeftOut() throws Exception {
        List<ChatTurn> turns = conversation(1000);
        List<ChatTurn> latest = LatestTurns.of(turns, 5000);

        assertThat(latest).hasSizeBetween(100, 120).isEqualTo(turns.subList(turns.size() - latest.size(), turns.size()));
        assertThat(EventJson.MAPPER.writeValueAsBytes(latest).length).isLessThanOrEqualTo(5000 + 1);
    }

    @Test
    void theSystemsTurnStays() {
        List<ChatTurn> turns = new ArrayList<>(List.of(SYSTEM));
        turns.addAll(conversation(1000));
        List<ChatTurn> latest = LatestTurns.of(turns, 5000);

        assertThat(latest.get(0)).isEqualTo(SYSTEM);
        assertThat(latest).endsWith(turns.get(turns.size() - 1)).hasSizeBetween(100, 120);
    }

    @Test
    void theLastTurnStaysEvenWhereItDoesNotFit() {
        assertThat(LatestTurns.of(conversation(3), 1)).isEqualTo(conversation(3).subList(2, 3));
        assertThat(LatestTurns.of(List.of(), 1)).isEmpty();
    }

    @Test
    void textsCountAsTheyAreWritten() {
        List<ChatTurn> turns = List.of(ChatTurn.user("\u0001".repeat(100)), ChatTurn.assistant("Hello"), ChatTurn.user("Hi"));
        assertThat(LatestTurns.of(turns, 400)).hasSize(2);
        assertThat(LatestTurns.of(turns, 800)).hasSize(3);
    }

    private static List<ChatTurn> conversation(int turns) {
        return IntStream.range(0, turns)
                .mapToObj(i -> i % 2 == 0 ? ChatTurn.user("This is number " + i) : ChatTurn.assistant("Number " + i))
                .toList();
    }
}
