/**
 * Decides when the model learns, has a trainer process train and judge a candidate, and makes a better one champion. In come the curated examples that
 * wait, the champion's version folder, and operators' requests over HTTP. Out go runs with their verdicts, versions in the registry, and announcements on
 * the topics {@code retort.models} and {@code retort.training}.
 */
@NullMarked
package dev.retort.loop;

import org.jspecify.annotations.NullMarked;
