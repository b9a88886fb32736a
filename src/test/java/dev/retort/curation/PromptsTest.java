package dev.retort.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.retort.events.ChatTurn;
import org.junit.jupiter.api.Test;

class PromptsTest {
    @Test
    void theLastUserTurnIsTheQuestion() {
        var prompt = List.of(ChatTurn.user("hello"), ChatTurn.assistant("hi"), ChatTurn.user("where is it"));
        assertThat(Prompts.asked(prompt)).isEqualTo("where is it");
    }

    @Test
    void promptsWithTheSameWordsHaveTheSameKey() {
        assertThat(Prompts.key(List.of(ChatTurn.user("Hello, you!")))).isEqualTo(Prompts.key(List.of(ChatTurn.user("hello you"))));
        assertThat(Prompts.key(List.of(ChatTurn.user("hello you")))).isNotEqualTo(Prompts.key(List.of(ChatTurn.user("you hello"))))
                .isNotEqualTo(Prompts.key(List.of(ChatTurn.assistant("hello you"))));
    }
}
