package dev.retort.security;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Roles of people and programs. Each but the first may do what those between it and the first may. */
public enum UserRole {
    /** Chats, and judges the replies that they got. */
    CUSTOMER,
    /** Judges any reply and decides what the model learns. */
    AGENT,
    /** Runs the loop: trains, promotes, rolls back, imports. */
    OPERATOR,
    /** Says who else is what. */
    ADMIN;

    /** The role as requests, tables and claims write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of a word, or nothing if there is none. */
    public static Optional<UserRole> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** All words in the order of what they may. */
    public static List<String> words() {
        return Arrays.stream(values()).map(UserRole::word).toList();
    }

    /** The words of the roles whose holder this one is: an operator is an agent, too, but none of them is a customer. */
    public Set<String> held() {
        return this == CUSTOMER
                ? Set.of(word())
                : Arrays.stream(values()).filter(role -> role != CUSTOMER && role.compareTo(this) <= 0).map(UserRole::word)
                        .collect(Collectors.toUnmodifiableSet());
    }
}
