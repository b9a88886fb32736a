package dev.retort.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Replayed replies that say what was flagged: they would teach again what the corrections teach away. One flag may mean that a reply was good elsewhere
 * and wrong here, so a reply counts as wrong from the second.
 */
final class Contradictions {
    private static final int FLAGS = 2;

    private Contradictions() {}

    /** The replayed examples whose reply was not flagged, or only once. */
    static List<TrainingExample> without(List<TrainingExample> train, List<TrainingExample> replay) {
        Map<String, Integer> flags = new HashMap<>();
        train.stream().flatMap(example -> example.flagged() ? Stream.of(example.reply()) : example.rejected().stream())
                .forEach(reply -> flags.merge(reply.strip(), 1, Integer::sum));
        return replay.stream().filter(example -> flags.getOrDefault(example.reply().strip(), 0) < FLAGS).toList();
    }
}
