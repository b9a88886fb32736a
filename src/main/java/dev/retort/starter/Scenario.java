package dev.retort.starter;

import java.util.List;

/**
 * One thing that customers come for.
 *
 * @param id topic and name, as in {@code returns.window}
 * @param exchanges in their order; a conversation may end after any of them
 */
record Scenario(String id, StarterSplit split, List<Talk> exchanges) {
    String topic() {
        return id.substring(0, id.indexOf('.'));
    }
}
