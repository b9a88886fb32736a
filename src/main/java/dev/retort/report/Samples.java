package dev.retort.report;

import java.util.List;

import dev.retort.evaluation.SideBySide;

/**
 * Replies before and after.
 *
 * @param without why there are none; read only where there are none
 */
public record Samples(String without, List<SideBySide> shown) {
    public Samples {
        shown = List.copyOf(shown);
    }

    public static Samples none(String why) {
        return new Samples(why, List.of());
    }
}
