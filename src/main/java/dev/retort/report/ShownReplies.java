package dev.retort.report;

import java.util.List;

import dev.retort.evaluation.SideBySide;

/**
 * Replies before and after.
 *
 * @param without why there are none; read only where there are none
 */
public record ShownReplies(String without, List<SideBySide> shown) {
    public ShownReplies {
        shown = List.copyOf(shown);
    }

    public static ShownReplies none(String why) {
        return new ShownReplies(why, List.of());
    }
}
