package dev.retort.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolesTest {
    @ParameterizedTest
    @CsvSource({"chat, false", "'chat,curator', true", "loop, true", "' curator , chat,', true", "'chat,curator,loop', true"})
    void onlyAChatAloneNeedsNoDatabase(String words, boolean database) {
        assertThat(Roles.parse(words).needDatabase()).isEqualTo(database);
    }

    @Test
    void areTheSameWhenReadAgain() {
        assertThat(Roles.parse("loop,chat")).isEqualTo(new Roles(true, false, true)).hasToString("chat,loop");
        assertThat(Roles.parse(Roles.ALL)).hasToString(Roles.ALL);
    }

    @Test
    void aWordThatIsNoneIsNamed() {
        assertThatThrownBy(() -> Roles.parse("chat,trainer")).hasMessage("retort.roles has 'trainer', expected some of chat,curator,loop");
        assertThatThrownBy(() -> Roles.parse(" , ")).hasMessage("retort.roles is empty, expected some of chat,curator,loop");
    }
}
