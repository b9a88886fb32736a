package dev.retort.training;

import java.util.List;

/**
 * Numbers of new examples that a run learns from, by the way it learns.
 *
 * @param replies by cross entropy alone
 * @param pairs of a better and a worse reply, whether the better one is learned by cross entropy as well or not
 * @param praised replies that should gain; for KTO a pair's better one, too
 * @param flagged replies that should lose; for KTO a pair's worse one, too
 * @param unusedFlags flagged replies without a better one that the method can't learn from
 */
public record Learned(int replies, int pairs, int praised, int flagged, int unusedFlags) {

    /** @param items of {@code examples} */
    static Learned of(List<Item> items, List<TrainingExample> examples) {
        int replies = (int) items.stream().filter(Item.Reply.class::isInstance).count();
        int pairs = (int) items.stream().filter(Item.Pair.class::isInstance).count();
        int praised = (int) items.stream().filter(item -> item instanceof Item.Flag flag && flag.good()).count();
        int flagged = items.size() - replies - pairs - praised;
        boolean used = flagged > 0; // a method learns from flags or it doesn't
        return new Learned(replies, pairs, praised, flagged,
                used ? 0 : (int) examples.stream().filter(TrainingExample::flagged).count());
    }
}
