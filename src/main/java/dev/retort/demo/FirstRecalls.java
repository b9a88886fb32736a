package dev.retort.demo;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Times from the moment when an agent sent a correction to the first customer who got it.
 *
 * @param took of those that were said
 * @param never how many were not said in the time that was waited for them
 */
record FirstRecalls(List<Duration> took, int never) {
    FirstRecalls {
        took = took.stream().sorted().toList();
    }

    /** The least time within which this share of them was said, 0 to 1. */
    Duration within(double share) {
        return took.isEmpty() ? Duration.ZERO : took.get(Math.max(0, (int) Math.ceil(share * took.size()) - 1));
    }

    String line() {
        return "%d corrections were said, half of them within %d ms, 99 %% within %d ms, all within %d ms%s".formatted(took.size(),
                within(0.5).toMillis(), within(0.99).toMillis(), within(1).toMillis(), never == 0 ? "" : "; %d were not".formatted(never));
    }

    /** The times in a few words. */
    String brief() {
        return took.isEmpty()
                ? "no correction was said in time"
                : "right after %d ms (the median), at most %d ms".formatted(within(0.5).toMillis(), within(1).toMillis())
                        + (never == 0 ? "" : "; %d were not said in time".formatted(never));
    }

    ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("said", took.size()).put("never", never).put("p50Ms", within(0.5).toMillis())
                .put("p99Ms", within(0.99).toMillis()).put("maxMs", within(1).toMillis());
    }
}
