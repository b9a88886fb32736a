package dev.retort.training;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.retort.model.Labelled;

/**
 * Joins replies of the same conversation. Where one example's prompt and reply begin another's prompt, one row has both replies labelled. No position
 * sees a later one, so that the losses' sum and the gradients stay the same, for the price of the longer row.
 */
final class SharedPrefixes {
    private final List<Item> items;
    private final boolean[] joined;
    private final Map<IntBuffer, Integer> beginnings = new HashMap<>();

    private SharedPrefixes(List<Item> items) {
        this.items = new ArrayList<>(items);
        this.joined = new boolean[items.size()];
    }

    /**
     * @param items in any order, which stays; those that are judged, or that weigh another weight, are left alone
     * @param endOfText the token that ends every turn
     */
    static List<Item> join(List<Item> items, int endOfText) {
        SharedPrefixes shared = new SharedPrefixes(items);
        IntStream.range(0, items.size()).boxed().sorted(Comparator.comparing(i -> -items.get(i).tokens()))
                .forEach(i -> shared.join(i, endOfText));
        return IntStream.range(0, items.size()).filter(i -> !shared.joined[i]).mapToObj(shared.items::get).toList();
    }

    private void join(int i, int endOfText) {
        if (items.get(i) instanceof Item.Reply reply) {
            Integer longer = beginnings.get(IntBuffer.wrap(reply.row().ids()));
            if (longer != null && items.get(longer) instanceof Item.Reply other && other.weight() == reply.weight()
                    && !overlap(other.row(), reply.row())) {
                items.set(longer, new Item.Reply(both(other.row(), reply.row()), other.weight(), other.replies() + reply.replies()));
                joined[i] = true;
            } else {
                int[] ids = reply.row().ids();
                for (int end = 1; end <= ids.length; end++) {
                    if (ids[end - 1] == endOfText) {
                        beginnings.put(IntBuffer.wrap(ids, 0, end), i);
                    }
                }
            }
        }
    }

    /** Tells whether the longer row already learns the shorter one's reply: an example that is there twice counts twice. */
    private static boolean overlap(Labelled longer, Labelled shorter) {
        return IntStream.range(0, shorter.ids().length).anyMatch(t -> longer.labels()[t] && shorter.labels()[t]);
    }

    private static Labelled both(Labelled longer, Labelled shorter) {
        boolean[] labels = longer.labels().clone();
        for (int t = 0; t < shorter.labels().length; t++) {
            labels[t] |= shorter.labels()[t];
        }
        return new Labelled(longer.ids(), labels);
    }
}
