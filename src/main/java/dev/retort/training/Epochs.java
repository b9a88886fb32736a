package dev.retort.training;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Places of each epoch's rows: the new examples, the replayed ones, the new ones again in each way that leaves words out, the mined ones, and the
 * decisions, one after the other.
 *
 * @param train how many new ones there are
 * @param replayed how many to draw from
 * @param ways how many rows each way has
 * @param mined how many to draw from
 * @param decisions how many to draw from
 */
record Epochs(int train, int replayed, List<Integer> ways, int mined, int decisions) {
    private static final int MINED_FOR_EACH = 2;
    /** More mined rows than this in an epoch would only repeat what a few hundred of them teach in a run. */
    private static final int MOST_MINED = 96;

    Epochs {
        ways = List.copyOf(ways);
    }

    Epochs(int train, int replayed, List<Integer> ways) {
        this(train, replayed, ways, 0, 0);
    }

    /** Rows of the new examples: whole in every other epoch, in between with words left out, in one way after the other. */
    List<Integer> train(int epoch) {
        if (ways.isEmpty() || epoch % 2 == 0) {
            return range(0, train);
        }
        int way = epoch / 2 % ways.size();
        int from = train + replayed + sum(ways.subList(0, way));
        return range(from, from + ways.get(way));
    }

    List<Integer> replay() {
        return range(train, train + replayed);
    }

    /** The rest of an epoch's rows, drawn from each pool in turn. */
    List<Draw> draws(DataUse data) {
        int afterWays = train + replayed + sum(ways);
        return List.of(new Draw(replay(), share(data.replayRatio())),
                new Draw(range(afterWays, afterWays + mined), Math.min(MINED_FOR_EACH * train, MOST_MINED)),
                new Draw(range(afterWays + mined, afterWays + mined + decisions), share(data.decisionRatio())));
    }

    private int share(double ratio) {
        return (int) Math.round(ratio * train);
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(rows -> rows).sum();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
