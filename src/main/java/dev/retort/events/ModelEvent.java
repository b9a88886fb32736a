package dev.retort.events;

import java.time.Instant;
import java.util.Optional;

/**
 * {@code dev.retort.model.v1}: the whole state of a line of models: who is champion.
 *
 * @param line     the line; the record's key, and the topic is compacted
 * @param epoch    rises by one with every promotion; lower ones are to be ignored
 * @param previous the champion before
 * @param runId    the training run that made the champion
 */
public record ModelEvent(String line, long epoch, VersionRef champion, Optional<VersionRef> previous, Optional<String> runId, Instant at) {

    public static final String TYPE = "dev.retort.model.v1";
}
