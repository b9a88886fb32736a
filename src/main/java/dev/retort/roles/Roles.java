package dev.retort.roles;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parts that a process plays.
 *
 * @param chat answers people
 * @param curator turns what they say of the answers into examples
 * @param loop leads the training of one line
 */
public record Roles(boolean chat, boolean curator, boolean loop) {
    /** All in one process. */
    public static final String ALL = "chat,curator,loop";

    /**
     * The roles of a list such as {@code chat,curator}.
     *
     * @throws IllegalArgumentException naming the word that is no role
     */
    public static Roles parse(String words) {
        Set<String> given = new TreeSet<>(Arrays.stream(words.split(",")).map(String::strip).filter(word -> !word.isEmpty()).toList());
        Roles roles = new Roles(given.remove("chat"), given.remove("curator"), given.remove("loop"));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("retort.roles has '%s', expected some of %s".formatted(given.iterator().next(), ALL));
        }
        if (!roles.chat && !roles.needDatabase()) {
            throw new IllegalArgumentException("retort.roles is empty, expected some of " + ALL);
        }
        return roles;
    }

    /** Whether any of them keeps what it knows in PostgreSQL. */
    public boolean needDatabase() {
        return curator || loop;
    }

    /** The list that they are read from. */
    @Override
    public String toString() {
        return String.join(",", java.util.stream.Stream.of(chat ? "chat" : "", curator ? "curator" : "", loop ? "loop" : "")
                .filter(word -> !word.isEmpty()).toList());
    }
}
