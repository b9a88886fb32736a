package dev.retort.training;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Places of each epoch's rows. First come the new examples, then the replayed ones, then the new ones again in each way that leaves words out.
 *
 * @param train how many new ones there are
 * @param replayed how many to draw from
 * @param ways how many rows each way has
 */
record Epochs(int train, int replayed, List<Integer> ways) {
    Epochs {
        ways = List.copyOf(ways);
    }

    /** Rows of the new examples: whole in every other epoch, in between with words left out, in one way after the other. */
    List<Integer> train(int epoch) {
        if (ways.isEmpty() || epoch % 2 == 0) {
            return range(0, train);
        }
        int way = epoch / 2 % ways.size();
        int from = train + replayed + ways.subList(0, way).stream().mapToInt(rows -> rows).sum();
        return range(from, from + ways.get(way));
    }

    List<Integer> replay() {
        return range(train, train + replayed);
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
