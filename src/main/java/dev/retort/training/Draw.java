package dev.retort.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Rows of which each epoch gets some, so that every one has its turn. */
final class Draw {
    private final List<Integer> rows;
    private final int each;

    /** @param each rows of an epoch, at most */
    Draw(List<Integer> rows, int each) {
        this.rows = new ArrayList<>(rows);
        this.each = Math.min(each, rows.size());
    }

    Draw shuffled(Random random) {
        Collections.shuffle(rows, random);
        return this;
    }

    /** The next epoch's. */
    List<Integer> next() {
        List<Integer> drawn = List.copyOf(rows.subList(0, each));
        Collections.rotate(rows, -each);
        return drawn;
    }
}
