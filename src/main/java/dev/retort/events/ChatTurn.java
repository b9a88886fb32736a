package dev.retort.events;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One turn of a conversation as it is written in events and in the curation store. */
public record ChatTurn(Role role, String content) {

    public enum Role {
        @JsonProperty("system")
        SYSTEM, @JsonProperty("user")
        USER, @JsonProperty("assistant")
        ASSISTANT
    }

    /** @param role a role's name in any case, such as {@code user} or the name of another enum's constant */
    public static ChatTurn of(String role, String content) {
        return new ChatTurn(Role.valueOf(role.toUpperCase(Locale.ROOT)), content);
    }

    public static ChatTurn user(String content) {
        return new ChatTurn(Role.USER, content);
    }

    public static ChatTurn assistant(String content) {
        return new ChatTurn(Role.ASSISTANT, content);
    }
}
